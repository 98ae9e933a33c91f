/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "written_plan.h"

static const char *const https[] = { "443/tcp https", NULL };
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
		/* Foreign elements stay, and conflict only where they overlap ours. */
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
		struct fixture f = { .options = { .adopt = cases[i].adopt } };

		write_set(&f.live, cases[i].live)->backend = cases[i].backend;
		write_set(&f.wanted, cases[i].wanted);
		assert_string_equal(read_apply(&f), cases[i].plan);
		assert_int_equal(f.plan.refused, strstr(f.text, "!conflict") != NULL);
		tear_down(&f);
	}
}

static void what_is_missing_is_made(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	write_set(&f.wanted, https);
	assert_string_equal(read_apply(&f), "+table +set +443/tcp");
	state_add_table(&f.live, INET, "filter");
	assert_string_equal(read_apply(&f), "+set +443/tcp");
	tear_down(&f);
}

static void a_replaced_element_takes_its_counter_along(void **state)
{
	static const char *const before[] = { "80/tcp http", NULL };
	static const char *const after[] = { "80/tcp http+www", NULL };
	struct fixture f = { 0 };
	struct set *set = write_set(&f.live, before);

	(void)state;
	set->counter = true;
	set->elements[0].has_counter = true;
	set->elements[0].packets = 7;
	set->elements[0].bytes = 420;
	write_set(&f.wanted, after)->counter = true;
	assert_string_equal(read_apply(&f), "~80/tcp");
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
	write_set(&f.live, https)->size = 2;
	write_set(&f.wanted, more);
	assert_string_equal(read_apply(&f), "+80/tcp +8080/tcp ^128");
	f.live.tables[0].sets[0].size = 3;
	assert_string_equal(read_apply(&f), "+80/tcp +8080/tcp");
	tear_down(&f);
}

static void a_set_that_cannot_be_filled_is_made_anew_only_if_it_is_ours_and_free(void **state)
{
	struct rule_ref rule = { .chain = "input", .handle = 4 };
	struct fixture f = { 0 };
	struct set *live = write_set(&f.live, https);

	(void)state;
	write_set(&f.wanted, https)->counter = true;
	assert_string_equal(read_apply(&f), "-set +set +443/tcp");
	assert_true(f.plan.needs_rules);

	f.options.rules_known = true;
	live->rules = &rule;
	live->n_rules = 1;
	assert_string_equal(read_apply(&f), "!blocked:web");
	assert_true(f.plan.refused);

	live->n_rules = 0;
	live->ours = false;
	assert_string_equal(read_apply(&f), "!blocked:web");

	live->ours = true;
	live->unusable = "is a map";
	assert_string_equal(read_apply(&f), "-set +set +443/tcp");
	assert_false(f.plan.needs_rules);
	tear_down(&f);
}

static void making_anew_does_not_lose_what_is_not_ours(void **state)
{
	static const char *const mixed[] = { "443/tcp https", "22/tcp", NULL };
	struct fixture f = { .options = { .rules_known = true } };

	(void)state;
	write_set(&f.live, mixed);
	write_set(&f.wanted, https)->counter = true;
	assert_string_equal(read_apply(&f), "!blocked:web");
	f.options.adopt = true;
	assert_string_equal(read_apply(&f), "-set +set +443/tcp");
	tear_down(&f);
}

static void a_catchall_is_reported_and_never_met(void **state)
{
	struct fixture f = { 0 };
	struct set *set = write_set(&f.live, https);
	struct element *all = set_add_element(&f.live, set);

	(void)state;
	*all = (struct element){ .catchall = true,
				 .key = { .protocol_last = 255, .last = UINT16_MAX } };
	set_sort(set);
	write_set(&f.wanted, https);
	assert_string_equal(read_apply(&f), "!foreign:*");
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
	write_set(&f.live, https);
	write_set(&f.wanted, https);
	old = table_add_set(&f.live, &f.live.tables[0], "old");
	write_element(&f.live, old, mixed[0]);
	assert_string_equal(read_apply(&f), "!orphan:old");
	assert_int_equal(f.plan.findings[0].n, 1);
	assert_false(f.plan.refused);

	f.options.prune = true;
	assert_string_equal(read_apply(&f), "-25/tcp");

	old->ours = true;
	assert_string_equal(read_apply(&f), "-set");

	old->rules = &rule;
	old->n_rules = 1;
	assert_string_equal(read_apply(&f), "-25/tcp !held:old");

	old->n_rules = 0;
	write_element(&f.live, old, mixed[1]);
	assert_string_equal(read_apply(&f), "-25/tcp !held:old");
	tear_down(&f);
}

static void sets_of_others_are_no_orphans(void **state)
{
	struct fixture f = { .options = { .prune = true } };
	struct set *theirs;

	(void)state;
	write_set(&f.live, https);
	write_set(&f.wanted, https);
	theirs = table_add_set(&f.live, &f.live.tables[0], "theirs");
	write_element(&f.live, theirs, "22/tcp");
	assert_string_equal(read_apply(&f), "");
	tear_down(&f);
}

static void another_verdict_replaces_and_an_equal_one_does_not(void **state)
{
	struct fixture f = { 0 };
	struct set *live = write_set(&f.live, https), *wanted = write_set(&f.wanted, https);

	(void)state;
	live->map = wanted->map = true;
	live->elements[0].verdict = (struct verdict){ VERDICT_JUMP, "web" };
	wanted->elements[0].verdict = (struct verdict){ VERDICT_JUMP, "web" };
	f.live.tables[0].chains = (const char *[]){ "web" };
	f.live.tables[0].n_chains = 1;
	assert_string_equal(read_apply(&f), "");
	wanted->elements[0].verdict = (struct verdict){ VERDICT_ACCEPT, NULL };
	assert_string_equal(read_apply(&f), "~443/tcp");
	tear_down(&f);
}

static void a_chain_that_is_not_there_is_named(void **state)
{
	struct fixture f = { 0 };
	struct set *wanted = write_set(&f.wanted, https);

	(void)state;
	wanted->map = true;
	wanted->elements[0].verdict = (struct verdict){ VERDICT_GOTO, "web" };
	assert_string_equal(read_apply(&f), "+table +set +443/tcp !no-chain:443/tcp");
	assert_true(f.plan.refused);
	tear_down(&f);
}

static void the_time_that_is_left_goes_along_only_with_the_same_timeout(void **state)
{
	static const char *const www[] = { "443/tcp www", NULL };
	struct fixture f = { 0 };
	struct set *live = write_set(&f.live, https), *wanted = write_set(&f.wanted, www);

	(void)state;
	live->timeouts = wanted->timeouts = true;
	live->elements[0].timeout = wanted->elements[0].timeout = 3600000;
	live->elements[0].expires = 1234;
	assert_string_equal(read_apply(&f), "~443/tcp");
	assert_int_equal(f.plan.changes[0].to->expires, 1234);
	wanted->elements[0].timeout = 7200000;
	assert_string_equal(read_apply(&f), "~443/tcp");
	assert_int_equal(f.plan.changes[0].to->expires, 0);
	tear_down(&f);
}

static void an_entry_that_ran_out_is_not_missed(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	write_set(&f.live, (const char *const[]){ NULL })->timeouts = true;
	write_set(&f.wanted, https)->timeouts = true;
	f.wanted.tables[0].sets[0].elements[0].timeout = 1000;
	assert_string_equal(read_apply(&f), "+443/tcp");
	f.wanted.tables[0].sets[0].elements[0].ran_out = true;
	assert_string_equal(read_apply(&f), "");
	f.options.rearm = true;
	assert_string_equal(read_apply(&f), "+443/tcp");
	state_free(&f.live);
	assert_string_equal(read_apply(&f), "+table +set +443/tcp");
	f.options.rearm = false;
	assert_string_equal(read_apply(&f), "+table +set");
	tear_down(&f);
}

static void a_set_without_timeouts_cannot_take_one(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	write_set(&f.live, https);
	write_set(&f.wanted, https)->timeouts = true;
	assert_string_equal(read_apply(&f), "-set +set +443/tcp");
	f.wanted.tables[0].sets[0].timeouts = false;
	f.live.tables[0].sets[0].timeouts = true;
	assert_string_equal(read_apply(&f), "");
	tear_down(&f);
}

static void a_default_meets_only_a_default(void **state)
{
	static const struct key everything = { .protocol_last = UINT8_MAX, .last = UINT16_MAX };
	struct fixture f = { 0 };
	struct set *wanted = write_set(&f.wanted, https);
	struct set *live = write_set(&f.live, https);

	(void)state;
	*set_add_element(&f.wanted, wanted) = (struct element){
		.catchall = true, .key = everything, .comment = COMMENT_PREFIX "default"
	};
	set_sort(wanted);
	assert_string_equal(read_apply(&f), "+*");
	*set_add_element(&f.live, live) = wanted->elements[0];
	set_sort(live);
	assert_string_equal(read_apply(&f), "");
	live->elements[0].comment = NULL;
	assert_string_equal(read_apply(&f), "!conflict:*");
	tear_down(&f);
}

static void what_is_in_the_way_holds_up_nothing_else(void **state)
{
	static const char *const theirs[] = { "80/tcp", "400-500/tcp", "22/tcp ssh", NULL };
	static const char *const wanted[] = { "25/tcp smtp", "80/tcp http", "443/tcp https", NULL };
	struct fixture f = { .options = { .skip_obstacles = true } };
	struct set *live = write_set(&f.live, theirs), *set;

	(void)state;
	live->backend = BACKEND_INTERVAL;
	set = write_set(&f.wanted, wanted);
	assert_string_equal(read_apply(&f),
			    "-22/tcp +25/tcp !conflict:80/tcp !conflict:400-500/tcp");
	assert_false(f.plan.refused);

	set->elements[0].verdict = (struct verdict){ .kind = VERDICT_JUMP, .chain = "mail" };
	assert_string_equal(read_apply(&f), "-22/tcp !no-chain:25/tcp !conflict:80/tcp "
					    "!conflict:400-500/tcp");
	assert_false(f.plan.refused);

	live->unusable = "is a map";
	live->ours = false;
	assert_string_equal(read_apply(&f), "!no-chain:25/tcp !blocked:web");
	assert_false(f.plan.refused);

	state_free(&f.live);
	assert_string_equal(read_apply(&f), "+table +set +80/tcp +443/tcp !no-chain:25/tcp");
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
		cmocka_unit_test(another_verdict_replaces_and_an_equal_one_does_not),
		cmocka_unit_test(a_chain_that_is_not_there_is_named),
		cmocka_unit_test(what_is_in_the_way_holds_up_nothing_else),
		cmocka_unit_test(the_time_that_is_left_goes_along_only_with_the_same_timeout),
		cmocka_unit_test(an_entry_that_ran_out_is_not_missed),
		cmocka_unit_test(a_set_without_timeouts_cannot_take_one),
		cmocka_unit_test(a_default_meets_only_a_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
