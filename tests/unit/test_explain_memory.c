/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Explaining and adding up with little memory: each request is once the first that is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explain/explain.h"
#include "render/status.h"
#include "state/tally.h"
#include "written_plan.h"

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
void *__real_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);
void *__real_arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
			   size_t wanted);
void *__wrap_arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
			   size_t wanted);
char *__real_arena_strndup(struct arena *arena, const char *text, size_t len);
char *__wrap_arena_strndup(struct arena *arena, const char *text, size_t len);

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

void *__wrap_arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
			   size_t wanted)
{
	return grant() ? __real_arena_reserve(arena, array, n, room, size, wanted) : NULL;
}

void *__wrap_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size)
{
	return grant() ? __real_arena_grow(arena, array, n, room, size) : NULL;
}

char *__wrap_arena_strndup(struct arena *arena, const char *text, size_t len)
{
	return grant() ? __real_arena_strndup(arena, text, len) : NULL;
}

static const char *const live_elements[] = { "80/tcp http", "81/tcp", "443/tcp https", NULL };
static const char *const wanted_elements[] = { "80/tcp www", "443/tcp https", NULL };

static int explain(const struct state *live, const struct state *wanted,
		   const struct policy *policy)
{
	struct explanation explanation = { 0 };
	struct resolved resolved = { 0 };
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	struct query query;
	int err = -ENOMEM;

	if (query_parse(&explanation.arena, svcreg_builtin(), "1-1000/tcp", &query) == QUERY_OK)
		err = explain_ask(&explanation, svcreg_builtin(), policy, 1, &query);
	if (!err)
		err = explain_find(&explanation, live);
	if (!err)
		err = policies_resolve(svcreg_builtin(), NULL, policy, 1, &diags, &resolved);
	if (!err)
		err = explain_opened(&explanation, &resolved, wanted);
	if (!err)
		err = explain_compare(&explanation, live, wanted);
	if (!err) {
		assert_int_equal(explanation.n_found, 3);
		assert_int_equal(explanation.n_opened, 2);
		assert_int_equal(explanation.n_differences, 3);
	}
	resolved_free(&resolved);
	explanation_free(&explanation);
	arena_free(&arena);
	return err;
}

static void an_explanation_without_memory_is_enomem(void **state)
{
	static const char text[] = "table inet filter { set web { www/tcp https/tcp } }";
	const struct source source = { .path = "p", .text = text, .size = sizeof(text) - 1 };
	struct state live = { 0 }, wanted = { 0 };
	struct diags diags = { .arena = &wanted.arena };
	struct policy policy = { 0 };
	long n = 0;
	int err;

	(void)state;
	granted = INT32_MAX;
	write_set(&live, live_elements);
	write_set(&wanted, wanted_elements);
	assert_int_equal(policy_parse(&wanted.arena, &source, &policy, &diags), 0);
	do {
		granted = n++;
		err = explain(&live, &wanted, &policy);
		assert_true(!err || err == -ENOMEM);
	} while (err);
	assert_true(n > 30);
	state_free(&live);
	state_free(&wanted);
}

static int add_up(struct state *live)
{
	struct arena arena = { 0 };
	struct tally_row *rows = NULL;
	struct tally_set *sets = NULL;
	size_t n_rows = 0, n_sets = 0;
	int err;

	err = tally(&arena, live, NULL, &rows, &n_rows);
	if (!err)
		err = tally_sets(&arena, rows, n_rows, &sets, &n_sets);
	for (size_t i = 0; !err && i < n_rows; i++)
		err = row_ports(&arena, &rows[i]) ? 0 : -ENOMEM;
	if (!err)
		assert_int_equal(n_sets, 1);
	arena_free(&arena);
	return err;
}

static void a_tally_without_memory_is_enomem(void **state)
{
	struct state live = { 0 };
	long n = 0;
	int err;

	(void)state;
	granted = INT32_MAX;
	write_set(&live, live_elements);
	do {
		granted = n++;
		err = add_up(&live);
		assert_true(!err || err == -ENOMEM);
	} while (err);
	assert_true(n > 6);
	state_free(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_explanation_without_memory_is_enomem),
		cmocka_unit_test(a_tally_without_memory_is_enomem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
