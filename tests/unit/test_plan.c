/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans, tested on states that are written down: no kernel is needed.
 *
 * An element is written "443/tcp http" where it is ours, and "443/tcp" where
 * it is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plan.h"

#define INET 1

static void add_element(struct state *state, struct set *set, const char *text)
{
	struct element *element = set_add_element(state, set);
	unsigned int first, last;
	char proto[8], owner[32];
	int fields;

	fields = sscanf(text, "%u-%u/%7s %31s", &first, &last, proto, owner);
	if (fields < 3) {
		fields = sscanf(text, "%u/%7s %31s", &first, proto, owner) + 1;
		last = first;
	}
	assert_true(fields >= 3);
	element->key.first = (uint16_t)first;
	element->key.last = (uint16_t)last;
	element->key.protocol = strcmp(proto, "tcp") ? 17 : 6;
	element->key.protocol_last = element->key.protocol;
	if (fields == 4)
		element->comment = arena_printf(&state->arena, COMMENT_PREFIX "%s", owner);
}

/* A state of one table "filter" with one set "web". */
static struct set *make(struct state *state, const char *const *elements)
{
	struct table *table = state_add_table(state, INET, "filter");
	struct set *set = table_add_set(state, table, "web");

	for (; *elements; elements++)
		add_element(state, set, *elements);
	set_sort(set);
	set->ours = true;
	return set;
}

/* The plan in a line: "+443/tcp -80/tcp ~22/tcp !conflict:22/tcp". */
static void describe(const struct plan *plan, char *text, size_t size)
{
	static const char *const kinds[] = {
		"+table", "+set", "^", "+", "-", "~", "-set", "-table"
	};
	static const char *const findings[] = { "foreign", "conflict", "orphan", "blocked",
						"held" };
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < plan->n_changes; i++) {
		const struct change *change = &plan->changes[i];
		const struct element *element = change->to ? change->to : change->from;
		char key[KEY_TEXT_SIZE] = "";

		if (change->kind == CHANGE_GROW_SET)
			snprintf(key, sizeof(key), "%u", change->size);
		len += (size_t)snprintf(text + len, size - len, "%s%s%s", len ? " " : "",
					kinds[change->kind],
					element ? key_text(element, key) : key);
	}
	for (size_t i = 0; i < plan->n_findings; i++) {
		const struct finding *finding = &plan->findings[i];
		char key[KEY_TEXT_SIZE];

		len += (size_t)snprintf(
			text + len, size - len, "%s!%s:%s", len ? " " : "", findings[finding->kind],
			finding->element ? key_text(finding->element, key) : finding->set->name);
	}
}

struct plan_case {
	const char *live[6];
	const char *wanted[6];
	enum backend backend; /* of the live set */
	bool adopt;
	const char *plan;
};

static void a_plan_is_the_smallest_change(void **state)
{
	static const struct plan_case cases[] = {
		{ { "443/tcp https" }, { "443/tcp https" }, BACKEND_HASH, false, "" },
		{ { NULL }, { "443/tcp https" }, BACKEND_HASH, false, "+443/tcp" },
		{ { "443/tcp https" }, { NULL }, BACKEND_HASH, false, "-443/tcp" },
		{ { "80/tcp http" }, { "80/tcp www" }, BACKEND_HASH, false, "~80/tcp" },
		{ { "80/tcp http", "443/udp https" },
		  { "80/udp http", "443/udp https" },
		  BACKEND_HASH,
		  false,
		  "-80/tcp +80/udp" },
		/* A hash has a range in single ports. */
		{ { "10/tcp x", "11/tcp x" }, { "10-12/tcp x" }, BACKEND_HASH, false, "+12/tcp" },
		{ { "10-11/tcp x" },
		  { "10-12/tcp x" },
		  BACKEND_INTERVAL,
		  false,
		  "-10-11/tcp +10-12/tcp" },
		/* What is not ours stays, and stands in the way only where it meets ours. */
		{ { "22/tcp" },
		  { "443/tcp https" },
		  BACKEND_HASH,
		  false,
		  "+443/tcp !foreign:22/tcp" },
		{ { "443/tcp" }, { "443/tcp https" }, BACKEND_HASH, false, "!conflict:443/tcp" },
		{ { "443/tcp" }, { "443/tcp https" }, BACKEND_HASH, true, "~443/tcp" },
		{ { "400-500/tcp" },
		  { "443/tcp https" },
		  BACKEND_INTERVAL,
		  false,
		  "+443/tcp !conflict:400-500/tcp" },
		{ { "400-500/tcp" },
		  { "443/tcp https" },
		  BACKEND_INTERVAL,
		  true,
		  "-400-500/tcp +443/tcp" },
		{ { "400-500/udp" },
		  { "443/tcp https" },
		  BACKEND_INTERVAL,
		  false,
		  "+443/tcp !foreign:400-500/udp" },
		{ { "444-500/tcp" },
		  { "443/tcp https" },
		  BACKEND_INTERVAL,
		  false,
		  "+443/tcp !foreign:444-500/tcp" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct plan_options options = { .adopt = cases[i].adopt };
		struct state live = { 0 }, wanted = { 0 };
		struct plan plan = { 0 };
		char text[256];

		make(&live, cases[i].live)->backend = cases[i].backend;
		make(&wanted, cases[i].wanted);
		assert_int_equal(plan_apply(&live, &wanted, &options, &plan), 0);
		describe(&plan, text, sizeof(text));
		assert_string_equal(text, cases[i].plan);
		assert_int_equal(plan.refused, strstr(text, "!conflict") != NULL);
		plan_free(&plan);
		state_free(&live);
		state_free(&wanted);
	}
}

/* Both states, and the plan of applying one to the other. */
struct fixture {
	struct state live, wanted;
	struct plan plan;
	struct plan_options options;
	char text[256];
};

static const char *apply(struct fixture *f)
{
	plan_free(&f->plan);
	assert_int_equal(plan_apply(&f->live, &f->wanted, &f->options, &f->plan), 0);
	describe(&f->plan, f->text, sizeof(f->text));
	return f->text;
}

static const char *take_away(struct fixture *f)
{
	plan_free(&f->plan);
	assert_int_equal(plan_remove(&f->live, &f->wanted, &f->plan), 0);
	describe(&f->plan, f->text, sizeof(f->text));
	return f->text;
}

static void tear_down(struct fixture *f)
{
	plan_free(&f->plan);
	state_free(&f->live);
	state_free(&f->wanted);
}

static const char *const https[] = { "443/tcp https", NULL };
static const char *const nothing[] = { NULL };

static void what_is_missing_is_made(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	make(&f.wanted, https);
	assert_string_equal(apply(&f), "+table +set +443/tcp");
	state_add_table(&f.live, INET, "filter");
	assert_string_equal(apply(&f), "+set +443/tcp");
	tear_down(&f);
}

static void a_replaced_element_takes_its_counter_along(void **state)
{
	static const char *const before[] = { "80/tcp http", NULL };
	static const char *const after[] = { "80/tcp http+www", NULL };
	struct fixture f = { 0 };
	struct set *set = make(&f.live, before);

	(void)state;
	set->counter = true;
	set->elements[0].has_counter = true;
	set->elements[0].packets = 7;
	set->elements[0].bytes = 420;
	make(&f.wanted, after)->counter = true;
	assert_string_equal(apply(&f), "~80/tcp");
	assert_string_equal(f.plan.changes[0].to->comment, "nftsvc: http+www");
	assert_true(f.plan.changes[0].to->has_counter);
	assert_int_equal(f.plan.changes[0].to->packets, 7);
	assert_int_equal(f.plan.changes[0].to->bytes, 420);
	tear_down(&f);
}

static void a_set_that_is_too_small_is_enlarged(void **state)
{
	static const char *const more[] = { "443/tcp https", "80/tcp http", "8080/tcp http-alt",
					    NULL };
	struct fixture f = { 0 };

	(void)state;
	make(&f.live, https)->size = 2;
	make(&f.wanted, more);
	assert_string_equal(apply(&f), "+80/tcp +8080/tcp ^128");
	f.live.tables[0].sets[0].size = 3;
	assert_string_equal(apply(&f), "+80/tcp +8080/tcp");
	tear_down(&f);
}

static void a_set_that_cannot_be_filled_is_made_anew_only_if_it_is_ours_and_free(void **state)
{
	struct rule_ref rule = { .chain = "input", .handle = 4 };
	struct fixture f = { 0 };
	struct set *live = make(&f.live, https);

	(void)state;
	make(&f.wanted, https)->counter = true;
	assert_string_equal(apply(&f), "-set +set +443/tcp");
	assert_true(f.plan.needs_rules);

	f.options.rules_known = true;
	live->rules = &rule;
	live->n_rules = 1;
	assert_string_equal(apply(&f), "!blocked:web");
	assert_true(f.plan.refused);

	live->n_rules = 0;
	live->ours = false;
	assert_string_equal(apply(&f), "!blocked:web");

	live->ours = true;
	live->unusable = "is a map";
	assert_string_equal(apply(&f), "-set +set +443/tcp");
	assert_false(f.plan.needs_rules);
	tear_down(&f);
}

static void making_anew_does_not_lose_what_is_not_ours(void **state)
{
	static const char *const mixed[] = { "443/tcp https", "22/tcp", NULL };
	struct fixture f = { .options = { .rules_known = true } };

	(void)state;
	make(&f.live, mixed);
	make(&f.wanted, https)->counter = true;
	assert_string_equal(apply(&f), "!blocked:web");
	f.options.adopt = true;
	assert_string_equal(apply(&f), "-set +set +443/tcp");
	tear_down(&f);
}

static void a_catchall_is_reported_and_never_met(void **state)
{
	struct fixture f = { 0 };
	struct set *set = make(&f.live, https);
	struct element *all = set_add_element(&f.live, set);

	(void)state;
	*all = (struct element){ .catchall = true,
				 .key = { .protocol_last = 255, .last = UINT16_MAX } };
	set_sort(set);
	make(&f.wanted, https);
	assert_string_equal(apply(&f), "!foreign:*");
	assert_false(f.plan.refused);
	tear_down(&f);
}

static void orphans_are_named_and_go_only_when_pruned(void **state)
{
	static const char *const mixed[] = { "25/tcp smtp", "26/tcp", NULL };
	struct rule_ref rule = { .chain = "input", .handle = 4 };
	struct fixture f = { 0 };
	struct set *old;

	(void)state;
	make(&f.live, https);
	make(&f.wanted, https);
	old = table_add_set(&f.live, &f.live.tables[0], "old");
	add_element(&f.live, old, mixed[0]);
	assert_string_equal(apply(&f), "!orphan:old");
	assert_int_equal(f.plan.findings[0].n, 1);
	assert_false(f.plan.refused);

	f.options.prune = true;
	assert_string_equal(apply(&f), "-25/tcp");

	old->ours = true;
	assert_string_equal(apply(&f), "-set");

	old->rules = &rule;
	old->n_rules = 1;
	assert_string_equal(apply(&f), "-25/tcp !held:old");

	old->n_rules = 0;
	add_element(&f.live, old, mixed[1]);
	assert_string_equal(apply(&f), "-25/tcp");
	tear_down(&f);
}

static void sets_of_others_are_no_orphans(void **state)
{
	struct fixture f = { .options = { .prune = true } };
	struct set *theirs;

	(void)state;
	make(&f.live, https);
	make(&f.wanted, https);
	theirs = table_add_set(&f.live, &f.live.tables[0], "theirs");
	add_element(&f.live, theirs, "22/tcp");
	assert_string_equal(apply(&f), "");
	tear_down(&f);
}

static void remove_takes_what_is_ours_and_no_more(void **state)
{
	static const char *const mixed[] = { "443/tcp https", "22/tcp", NULL };
	struct rule_ref rule = { .chain = "input", .handle = 4 };
	struct fixture f = { 0 };
	struct set *live = make(&f.live, https);

	(void)state;
	make(&f.wanted, nothing);
	f.live.tables[0].use = 1;
	assert_string_equal(take_away(&f), "-set");
	f.live.tables[0].ours = true;
	assert_string_equal(take_away(&f), "-set -table");
	f.live.tables[0].use = 2;
	assert_string_equal(take_away(&f), "-set");

	live->rules = &rule;
	live->n_rules = 1;
	assert_string_equal(take_away(&f), "-443/tcp !held:web");
	live->ours = false;
	assert_string_equal(take_away(&f), "-443/tcp");

	live->n_rules = 0;
	live->ours = true;
	add_element(&f.live, live, mixed[1]);
	assert_string_equal(take_away(&f), "-443/tcp !foreign:22/tcp");
	tear_down(&f);
}

static void remove_of_what_is_not_there_does_nothing(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	make(&f.wanted, https);
	assert_string_equal(take_away(&f), "");
	state_add_table(&f.live, INET, "filter");
	assert_string_equal(take_away(&f), "");
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_is_the_smallest_change),
		cmocka_unit_test(what_is_missing_is_made),
		cmocka_unit_test(a_replaced_element_takes_its_counter_along),
		cmocka_unit_test(a_set_that_is_too_small_is_enlarged),
		cmocka_unit_test(
			a_set_that_cannot_be_filled_is_made_anew_only_if_it_is_ours_and_free),
		cmocka_unit_test(making_anew_does_not_lose_what_is_not_ours),
		cmocka_unit_test(a_catchall_is_reported_and_never_met),
		cmocka_unit_test(orphans_are_named_and_go_only_when_pruned),
		cmocka_unit_test(sets_of_others_are_no_orphans),
		cmocka_unit_test(remove_takes_what_is_ours_and_no_more),
		cmocka_unit_test(remove_of_what_is_not_there_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
