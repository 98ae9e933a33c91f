/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policies and names under another registry: made-up registries, and allocations that fail. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compare/compare.h"
#include "lock/lock.h"
#include "registry/previous.h"
#include "svcreg_csv.h"
#include "svcreg_lines.h"

enum {
	ROUNDS = 30,
	PORTS = 40,
};

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
void *__real_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);
char *__real_arena_vprintf(struct arena *arena, const char *fmt, va_list ap);
char *__wrap_arena_vprintf(struct arena *arena, const char *fmt, va_list ap);

/* Requests that are granted. */
static long granted = INT32_MAX;

static bool grant(void)
{
	return granted-- > 0;
}

void *__wrap_arena_alloc(struct arena *arena, size_t size)
{
	return grant() ? __real_arena_alloc(arena, size) : NULL;
}

void *__wrap_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size)
{
	return grant() ? __real_arena_grow(arena, array, n, room, size) : NULL;
}

char *__wrap_arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	return grant() ? __real_arena_vprintf(arena, fmt, ap) : NULL;
}

static void a_name_was_renamed_if_its_place_has_one_that_had_none(void **state)
{
	static const struct {
		const char *former;
		const char *now;
		const char *name; /* that "a" has now */
	} cases[] = {
		{ "a,1,tcp,A" REST, "b,1,tcp,B" REST, "b" },
		{ "a,1,tcp,A" REST, "a,1,tcp,A" REST "b,1,tcp,B" REST, NULL },
		{ "a,1,tcp,A" REST, "a,,,A" REST "b,1,tcp,B" REST, "b" },
		{ "a,1,tcp,A" REST, "b,1,udp,B" REST, NULL },
		{ "a,1-5,tcp,A" REST, "b,1,tcp,B" REST, NULL },
		{ "a,1,tcp,A" REST "b,1,tcp,B" REST, "b,1,tcp,B" REST, NULL },
		{ "a,1,tcp,A" REST "b,2,tcp,B" REST, "b,1,tcp,B" REST, NULL },
		{ "a,1,tcp,A" REST "a,2,tcp,A" REST, "b,2,tcp,B" REST, "b" },
		{ "a,1,tcp,A" REST, ",1,tcp,Reserved" REST, NULL },
		{ "b,1,tcp,B" REST, "b,1,tcp,B" REST, NULL },
		{ "a,1,tcp,A,,,2001-02,,,,,\n", "b,1,tcp,B,,,2001-02,2025-01-01,,,,\n", "b" },
		/* Another day is another registration, and maybe another service. */
		{ "a,1,tcp,A,,,2001-02,,,,,\n", "b,1,tcp,B,,,2025-01-01,,,,,\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct svcreg *former = parse_lines(cases[i].former);
		const struct svcreg *now = parse_lines(cases[i].now);
		const char *name = previous_rename(former, now, "a");

		assert_int_equal(!name, !cases[i].name);
		if (name)
			assert_string_equal(name, cases[i].name);
		svcreg_close(former);
		svcreg_close(now);
	}
}

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

/* Each of the names has a port at least, and ranges that overlap its others. */
static const struct svcreg *make(uint32_t *seed)
{
	char lines[8192] = "";

	for (char name = 'a'; name <= 'c'; name++) {
		for (uint32_t n = 1 + draw(seed, 4); n; n--) {
			uint32_t first = draw(seed, PORTS);
			uint32_t last = first + draw(seed, PORTS - first);

			sprintf(lines + strlen(lines), "%c,%u-%u,tcp,%c" REST, name, first, last,
				name);
		}
	}
	return parse_lines(lines);
}

static bool has(const struct svcreg *reg, const char *name, unsigned int port)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	assert_int_equal(svcreg_find(reg, name, &it), 0);
	while (svcreg_next(&it, &rec))
		if (rec.first <= port && port <= rec.last)
			return true;
	return false;
}

static const char policy_text[] = "group g { c }\n"
				  "table inet t { set s {\n"
				  "a/tcp\n"
				  "b/tcp\n"
				  "g/tcp\n"
				  "} }\n";

/* The line of a set's entry that an effect belongs to, and the name there. */
static bool is_of(const struct effect *effect, const char *name)
{
	static const char *const by_line[] = { "c", NULL, "a", "b" };

	return strcmp(by_line[effect->at.line - 1], name) == 0;
}

static unsigned int count(const struct comparison *c, enum effect_kind kind, const char *name,
			  unsigned int port)
{
	unsigned int n = 0;

	for (size_t i = 0; i < c->n_effects; i++) {
		const struct effect *effect = &c->effects[i];

		n += effect->kind == kind && is_of(effect, name) &&
		     effect->element.key.first <= port && port <= effect->element.key.last;
	}
	return n;
}

static void check_every_port(const struct comparison *c)
{
	static const char *const names[] = { "a", "b", "c" };

	for (size_t i = 0; i < 3; i++) {
		for (unsigned int port = 0; port <= PORTS; port++) {
			bool was = has(c->old_reg, names[i], port);
			bool is = has(c->new_reg, names[i], port);

			assert_int_equal(count(c, EFFECT_OPENS, names[i], port), is && !was);
			assert_int_equal(count(c, EFFECT_CLOSES, names[i], port), was && !is);
		}
	}
}

static const char *name_of(const struct effect *effect)
{
	static const char *const names[] = { "a", "b", "c" };
	size_t i = 0;

	while (!is_of(effect, names[i]))
		i++;
	return names[i];
}

/* All that is opened has to be locked, or nothing of what is closed; NULL: there is no lock. */
static void check_locked(const struct comparison *c, const struct svcreg *locked)
{
	for (size_t i = 0; i < c->n_effects; i++) {
		const struct effect *effect = &c->effects[i];
		const struct key *key = &effect->element.key;
		const bool opens = effect->kind == EFFECT_OPENS;
		bool accepted = true;

		if (!locked) {
			assert_int_equal(effect->lock, EFFECT_UNLOCKED);
			continue;
		}
		for (unsigned int port = key->first; port <= key->last; port++)
			accepted &= has(locked, name_of(effect), port) == opens;
		assert_int_equal(effect->lock, accepted ? EFFECT_ACCEPTED : EFFECT_HELD);
	}
}

/* The policy under two made registries, with a lock by a third one if there is one. */
static void check_round(uint32_t *seed, const struct svcreg *locked)
{
	const struct source source = { .path = "p",
				       .text = policy_text,
				       .size = sizeof(policy_text) - 1 };
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	struct policy policy = { 0 };
	struct lock lock = { .date = LOCK_UNDATED };
	struct comparison c = { .old_reg = make(seed), .new_reg = make(seed) };

	assert_int_equal(policy_parse(&arena, &source, &policy, &diags), 0);
	if (locked) {
		assert_int_equal(lock_make(&arena, locked, &policy, &lock), 0);
		policy.lock = &lock;
	}
	assert_int_equal(compare_policies(&c, &policy, 1, &diags), 0);
	assert_int_equal(diags.n, 0);
	check_every_port(&c);
	check_locked(&c, locked);
	svcreg_close(c.old_reg);
	svcreg_close(c.new_reg);
	comparison_free(&c);
	arena_free(&arena);
}

static void each_line_opens_and_closes_what_its_name_gains_and_loses(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < ROUNDS; round++)
		check_round(&seed, NULL);
}

static void a_lock_holds_or_has_accepted_what_a_line_opens_and_closes(void **state)
{
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		const struct svcreg *locked = make(&seed);

		check_round(&seed, locked);
		svcreg_close(locked);
	}
}

static int compare(const struct svcreg *old_reg, const struct svcreg *new_reg,
		   const struct policy *policy)
{
	struct comparison c = { .old_reg = old_reg, .new_reg = new_reg };
	struct arena arena = { 0 };
	struct diags both = { .arena = &arena };
	struct widening widening;
	int err = compare_registries(&c);

	if (!err)
		err = compare_policies(&c, policy, 1, &both);
	if (!err)
		err = compare_widening(&c, &widening);
	if (!err) {
		assert_int_equal(widening.names, 1);
		assert_int_equal(widening.ports, 1);
		assert_string_equal(widening.most.text, "3/tcp");
		assert_int_equal(widening.n_taken, 0);
		assert_int_equal(c.n_lines, 3);
		assert_int_equal(c.n_effects, 3);
		assert_int_equal(c.effects[0].kind, EFFECT_BREAKS);
		assert_non_null(strstr(c.effects[0].diag->hint, "it was renamed to d"));
		assert_int_equal(c.effects[1].kind, EFFECT_CLOSES);
		assert_int_equal(c.effects[2].kind, EFFECT_OPENS);
		assert_int_equal(both.n, 1);
	}
	comparison_free(&c);
	arena_free(&arena);
	return err;
}

static void a_comparison_without_memory_is_enomem(void **state)
{
	static const char text[] = "table inet t { set s { a/tcp b/tcp nobody } }";
	const struct source source = { .path = "p", .text = text, .size = sizeof(text) - 1 };
	const struct svcreg *old_reg = parse_lines("a,1,tcp,A" REST "b,2,tcp,B" REST
						   "c,4,tcp,C" REST);
	const struct svcreg *new_reg = parse_lines("d,1,tcp,A" REST "b,3,tcp,B" REST
						   "c,4,tcp,D" REST);
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	struct policy policy = { 0 };
	long n = 0;
	int err;

	(void)state;
	granted = INT32_MAX;
	assert_int_equal(policy_parse(&arena, &source, &policy, &diags), 0);
	do {
		granted = n++;
		err = compare(old_reg, new_reg, &policy);
		assert_true(!err || err == -ENOMEM);
	} while (err);
	assert_true(n > 20);
	granted = INT32_MAX;
	arena_free(&arena);
	svcreg_close(old_reg);
	svcreg_close(new_reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_was_renamed_if_its_place_has_one_that_had_none),
		cmocka_unit_test(each_line_opens_and_closes_what_its_name_gains_and_loses),
		cmocka_unit_test(a_lock_holds_or_has_accepted_what_a_line_opens_and_closes),
		cmocka_unit_test(a_comparison_without_memory_is_enomem),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
