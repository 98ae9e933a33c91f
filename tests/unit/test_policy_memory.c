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
#include "lock/lock.h"
#include "resolve/resolve.h"

/* Calls that are still granted; the linker puts these in front of the arena's functions. */
static long granted;

void *__real_arena_alloc(struct arena *arena, size_t size);
void *__wrap_arena_alloc(struct arena *arena, size_t size);
char *__real_arena_strndup(struct arena *arena, const char *text, size_t len);
char *__wrap_arena_strndup(struct arena *arena, const char *text, size_t len);
char *__real_arena_vprintf(struct arena *arena, const char *fmt, va_list ap);
char *__wrap_arena_vprintf(struct arena *arena, const char *fmt, va_list ap);
char *__wrap_arena_printf(struct arena *arena, const char *fmt, ...);
void *__real_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);
void *__wrap_arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);
void *__real_arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
			   size_t wanted);
void *__wrap_arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
			   size_t wanted);

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

char *__wrap_arena_printf(struct arena *arena, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (granted-- > 0)
		text = __real_arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return text;
}

void *__wrap_arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
			   size_t wanted)
{
	return granted-- > 0 ? __real_arena_reserve(arena, array, n, room, size, wanted) : NULL;
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

static const char names[] = "group web { http/tcp https/* }\n"
			    "table inet filter { set a { web ssh/tcp telnet/udp } }\n";

/* Wider, narrower, the same, and not used any more. */
static const char lock_of_names[] =
	"registry 2025-11-14 sha256 "
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
	"http tcp 80 8080\n"
	"https tcp 443 udp 443 sctp 443\n"
	"telnet tcp 23 udp 20-30\n"
	"finger tcp 79\n"
	"ssh tcp 22 udp 22 sctp 22\n";

/* Read the lock of a policy, compare it with one that the registry gives, and go by it. */
static int read_lock(struct arena *arena, struct policy *policy, const char *text,
		     struct diags *diags)
{
	struct source *source = arena_alloc(arena, sizeof(*source));
	struct lock_change *changes = NULL;
	struct lock *lock = NULL, now;
	size_t n = 0;
	int err;

	if (!source)
		return -ENOMEM;
	*source = (struct source){ "l", text, strlen(text), 1 };
	err = lock_parse(arena, source, &lock, diags);
	if (!err)
		err = lock_make(arena, svcreg_builtin(), policy, &now);
	if (!err)
		err = lock_compare(arena, lock, &now, &changes, &n);
	assert_int_equal(n, err ? 0 : 3);
	policy->lock = lock;
	return err;
}

/* The whole way, with memory for so many requests; what failed. */
static int run(const char *text, const char *lock, long requests, bool *failed)
{
	struct source source = { "p", text, strlen(text), 0 };
	struct resolved resolved = { 0 };
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
	if (!err && lock)
		err = read_lock(&state.arena, &policy, lock, &diags);
	if (!err)
		err = policies_resolve(svcreg_builtin(), NULL, &policy, 1, &diags, &resolved);
	if (!err)
		err = resolved_state(&resolved, &diags, &state);
	if (!err && !diags_failed(&diags))
		err = policies_lint(svcreg_builtin(), &policy, 1, &resolved, 0, NULL, &diags);
	diags_print(&diags, out);
	fclose(out);
	assert_true(!diags.no_memory || strstr(shown, "out of memory"));
	*failed = diags_failed(&diags);
	free(shown);
	resolved_free(&resolved);
	state_free(&state);
	return err;
}

/* Each request is once the first that is refused; none may be passed over. */
static void refuse_each(const char *text, const char *lock, bool has_errors)
{
	bool failed;
	long n = 0;

	while (run(text, lock, n, &failed) == -ENOMEM)
		n++;
	assert_int_equal(run(text, lock, n, &failed), 0);
	assert_true(granted >= 0);
	assert_int_equal(failed, has_errors);
	assert_true(n > 30);
}

static void a_good_policy_without_memory_is_enomem(void **state)
{
	(void)state;
	refuse_each(good, NULL, false);
}

static void a_bad_policy_without_memory_is_enomem(void **state)
{
	(void)state;
	refuse_each(bad, NULL, true);
}

static void a_policy_with_a_lock_without_memory_is_enomem(void **state)
{
	(void)state;
	refuse_each(names, lock_of_names, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_policy_without_memory_is_enomem),
		cmocka_unit_test(a_bad_policy_without_memory_is_enomem),
		cmocka_unit_test(a_policy_with_a_lock_without_memory_is_enomem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
