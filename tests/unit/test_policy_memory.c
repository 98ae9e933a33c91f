/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lint/lint.h"
#include "resolve/resolve.h"

/* Calls that are still granted; the linker puts these in front of the arena's functions. */
static long granted;

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
char *__real_arena_strndup(struct arena *arena, const char *text, size_t len);
char *__wrap_arena_strndup(struct arena *arena, const char *text, size_t len);
char *__real_arena_vprintf(struct arena *arena, const char *fmt, va_list ap);
char *__wrap_arena_vprintf(struct arena *arena, const char *fmt, va_list ap);
void *__real_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);

void *__wrap_arena_alloc(struct arena *arena, size_t size)
{
	return granted-- > 0 ? __real_arena_alloc(arena, size) : NULL;
}

char *__wrap_arena_strndup(struct arena *arena, const char *text, size_t len)
{
	return granted-- > 0 ? __real_arena_strndup(arena, text, len) : NULL;
}

char *__wrap_arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	return granted-- > 0 ? __real_arena_vprintf(arena, fmt, ap) : NULL;
}

void *__wrap_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size)
{
	return granted-- > 0 ? __real_arena_grow(arena, array, n, room, size) : NULL;
}

static const char good[] =
	"service voip { 5060/tcp+udp 10000-20000/udp }\n"
	"group web { http/tcp https/tcp inner }\n"
	"group inner { voip/udp ssh/tcp }\n"
	"table inet filter { set a { web www/tcp }; set b { counter; ssh/tcp } }\n"
	"table inet filter { set c { } }\n";

static const char bad[] =
	"service http { 1/tcp }\n"
	"group a { b } group b { a htps \"x y\" }\n"
	"table inet filter { set s { nosuch/tcp ssh/dccp http,, 80 }; set s { b } }\n"
	"nothing { }\n";

/* The whole way, with memory for so many requests; what failed. */
static int run(const char *text, long requests, bool *failed)
{
	struct source source = { "p", text, strlen(text), 0 };
	struct state state = { 0 };
	struct diags diags = { .arena = &state.arena };
	struct policy policy;
	char *shown = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&shown, &size);
	int err;

	assert_non_null(out);
	granted = requests;
	err = policy_parse(&state.arena, &source, &policy, &diags);
	if (!err)
		err = policies_resolve(svcreg_builtin(), &policy, 1, &diags, &state);
	if (!err && !diags_failed(&diags))
		err = policies_lint(svcreg_builtin(), &policy, 1, 0, NULL, &diags);
	diags_print(&diags, out);
	fclose(out);
	assert_true(!diags.no_memory || strstr(shown, "out of memory"));
	*failed = diags_failed(&diags);
	free(shown);
	state_free(&state);
	return err;
}

/* Each request is once the first that is refused; none may be passed over. */
static void refuse_each(const char *text, bool has_errors)
{
	bool failed;
	long n = 0;

	while (run(text, n, &failed) == -ENOMEM)
		n++;
	assert_int_equal(run(text, n, &failed), 0);
	assert_true(granted >= 0);
	assert_int_equal(failed, has_errors);
	assert_true(n > 30);
}

static void a_good_policy_without_memory_is_enomem(void **state)
{
	(void)state;
	refuse_each(good, false);
}

static void a_bad_policy_without_memory_is_enomem(void **state)
{
	(void)state;
	refuse_each(bad, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_policy_without_memory_is_enomem),
		cmocka_unit_test(a_bad_policy_without_memory_is_enomem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
