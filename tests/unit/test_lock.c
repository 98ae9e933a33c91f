/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks: their text, what differs between two of them, and which names a policy needs in one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lock/lock.h"

#define REGISTRY                                                                                   \
	"registry 2025-11-14 sha256 "                                                              \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"

static const char records[] = "Service Name,Port Number,Transport Protocol,Description,Assignee,"
			      "Contact,Registration Date,Modification Date,Reference,Service Code,"
			      "Unauthorized Use Reported,Assignment Notes\n"
			      "http,80,udp,,,,,,,,,\n"
			      "http,80,tcp,,,,,,,,,\n"
			      "alt,8080,tcp,,,,,,,,,\n"
			      "alt,591,tcp,,,,,,,,,\n"
			      "alt,8081,tcp,,,,,,,,,\n"
			      "alt,,tcp,,,,,,,,,\n"
			      "Free,4200-4299,,,,,,,,,,\n"
			      "a/b,211,udp,,,,,2025-11-14,,,,\n"
			      "last,65535,tcp,,,,,,,,,\n"
			      "portless,,tcp,,,,,,,,,\n";

/* A lock of a text behind the line of its registry; what it was made of lives in the arena. */
static const struct lock *parse(struct arena *arena, const char *text)
{
	struct diags diags = { .arena = arena };
	struct source *source = arena_alloc(arena, sizeof(*source));
	struct lock *lock = NULL;

	assert_non_null(source);
	source->path = "lock";
	source->text = arena_printf(arena, REGISTRY "%s", text);
	source->size = strlen(source->text);
	assert_int_equal(lock_parse(arena, source, &lock, &diags), 0);
	if (!lock)
		fail_msg("%s", diags.n ? diags.list[0].message : "nothing was reported");
	return lock;
}

/* A lock as text without its first two lines. */
static const char *print(struct arena *arena, const struct lock *lock)
{
	char *text = NULL, *lines;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const char *copy;

	assert_non_null(out);
	lock_print(lock, out);
	assert_int_equal(fclose(out), 0);
	lines = strchr(strchr(text, '\n') + 1, '\n') + 1;
	copy = arena_strndup(arena, lines, strlen(lines));
	free(text);
	assert_non_null(copy);
	return copy;
}

static void a_lock_has_one_form(void **state)
{
	static const struct {
		const char *written;
		const char *form;
	} cases[] = {
		{ "http tcp 80", "http            tcp 80\n" },
		{ "http udp 80 tcp 80 # both\n\n", "http            tcp 80  udp 80\n" },
		{ "x tcp 8080 591 8008", "x               tcp 591 8008 8080\n" },
		{ "x tcp 3 1 2 tcp 4-6 9 5", "x               tcp 1-6 9\n" },
		{ "x tcp 0 65535 65534", "x               tcp 0 65534-65535\n" },
		{ "x tcp 1-65535 7 tcp 0", "x               tcp 0-65535\n" },
		{ "x dccp 1 any 1 sctp 1", "x               any 1  sctp 1  dccp 1\n" },
		{ "\"a/b\" tcp 1", "\"a/b\"           tcp 1\n" },
		{ "\"http\" tcp 80", "http            tcp 80\n" },
		{ "set tcp 257", "\"set\"           tcp 257\n" },
		{ "tcp tcp 1", "\"tcp\"           tcp 1\n" },
		{ "registry tcp 1", "registry        tcp 1\n" },
		{ "b tcp 1\nA tcp 1\nc tcp 1",
		  "A               tcp 1\nb               tcp 1\nc               tcp 1\n" },
		{ "a-name-that-is-long tcp 1", "a-name-that-is-long tcp 1\n" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };
		const char *once = print(&arena, parse(&arena, cases[i].written));

		assert_string_equal(once, cases[i].form);
		assert_string_equal(print(&arena, parse(&arena, once)), once);
		arena_free(&arena);
	}
}

static void the_registry_of_a_lock_is_read_as_it_is_written(void **state)
{
	struct arena arena = { 0 };
	const struct lock *lock = parse(&arena, "http tcp 80\n");

	(void)state;
	assert_string_equal(lock->date, "2025-11-14");
	assert_int_equal(strlen(lock->hash), LOCK_HASH_SIZE - 1);
	assert_non_null(strstr(REGISTRY, lock->hash));
	arena_free(&arena);
}

static void names_are_found_in_any_case(void **state)
{
	struct arena arena = { 0 };
	const struct lock *lock = parse(&arena, "http tcp 80\nAlt tcp 1\n\"a/b\" udp 2\n");

	(void)state;
	assert_string_equal(lock_find(lock, "aLT")->name, "Alt");
	assert_string_equal(lock_find(lock, "A/B")->name, "a/b");
	assert_null(lock_find(lock, "htt"));
	assert_null(lock_find(parse(&arena, ""), "http"));
	arena_free(&arena);
}

static void what_is_taken_away_leaves_the_rest(void **state)
{
	static const struct {
		const char *from;
		const char *taken;
		const char *rest;
	} cases[] = {
		{ "tcp 80", "udp 80", "80/tcp" },
		{ "tcp 80", "tcp 80", "" },
		{ "tcp 80", "any 80", "" },
		{ "any 80", "tcp 80", "80/any" },
		{ "any 80", "any 1-100", "" },
		{ "tcp 1-10", "tcp 3 5-6", "1-2/tcp, 4/tcp, 7-10/tcp" },
		{ "tcp 1-10", "tcp 3 any 5-6", "1-2/tcp, 4/tcp, 7-10/tcp" },
		{ "tcp 1-10 20-30", "tcp 5-25", "1-4/tcp, 26-30/tcp" },
		{ "tcp 0-65535", "tcp 0 65535", "1-65534/tcp" },
		{ "tcp 65535", "tcp 65534", "65535/tcp" },
		{ "tcp 0-65535", "tcp 0-65535", "" },
		{ "tcp 1 3 5 udp 1 3 5", "udp 3 tcp 1-5", "1/udp, 5/udp" },
		{ "tcp 5 udp 1 sctp 9 dccp 4", "any 1-5", "9/sctp" },
		{ "tcp 1 3 5 7 9 11 13 15", "udp 1",
		  "1/tcp, 3/tcp, 5/tcp, 7/tcp, 9/tcp, 11/tcp and 2 more" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };
		struct port_list rest = { 0 };
		const char *a = arena_printf(&arena, "x %s", cases[i].from);
		const char *b = arena_printf(&arena, "x %s", cases[i].taken);

		assert_int_equal(port_list_minus(&arena, &parse(&arena, a)->names[0].ports,
						 &parse(&arena, b)->names[0].ports, &rest),
				 0);
		assert_string_equal(port_list_text(&arena, &rest), cases[i].rest);
		arena_free(&arena);
	}
}

/* "+name 80/tcp -name 81/tcp" */
static const char *changes_text(struct arena *arena, const char *from, const char *to)
{
	struct lock_change *changes = NULL;
	const char *text = "";
	size_t n = 0;

	assert_int_equal(lock_compare(arena, parse(arena, from), parse(arena, to), &changes, &n),
			 0);
	for (size_t i = 0; i < n; i++) {
		const struct lock_change *change = &changes[i];
		const char *name = change->to ? change->to->name : change->from->name;

		assert_true(change->more.n || change->less.n);
		assert_true(change->from || !change->less.n);
		assert_true(change->to || !change->more.n);
		if (change->more.n)
			text = arena_printf(arena, "%s+%s %s;", text, name,
					    port_list_text(arena, &change->more));
		if (change->less.n)
			text = arena_printf(arena, "%s-%s %s;", text, name,
					    port_list_text(arena, &change->less));
	}
	return text;
}

static void two_locks_are_compared_name_by_name(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *changes;
	} cases[] = {
		{ "", "", "" },
		{ "http tcp 80\n", "HTTP tcp 80\n", "" },
		{ "x tcp 1 2 3\n", "x tcp 1-3\n", "" },
		{ "", "http tcp 80\n", "+http 80/tcp;" },
		{ "http tcp 80\n", "", "-http 80/tcp;" },
		{ "a tcp 1\nc tcp 3\n", "b tcp 2\nc tcp 4\n",
		  "-a 1/tcp;+b 2/tcp;+c 4/tcp;-c 3/tcp;" },
		{ "x any 1\n", "x tcp 1\n", "-x 1/any;" },
		{ "x tcp 1\n", "x any 1\n", "+x 1/any;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = { 0 };

		assert_string_equal(changes_text(&arena, cases[i].from, cases[i].to),
				    cases[i].changes);
		arena_free(&arena);
	}
}

static void a_lock_is_made_of_the_names_that_a_policy_writes(void **state)
{
	static const char text[] = "service own { 7/tcp }\n"
				   "group many { ALT http/tcp nowhere }\n"
				   "table inet t {\n"
				   "  set s { many own Http \"a/b\" expires 2001-01-01 }\n"
				   "  map m { accept free/tcp own portless last }\n"
				   "}\n";
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	struct source source = { .path = "policy", .text = text, .size = sizeof(text) - 1 };
	const struct svcreg *reg = NULL;
	struct policy policy;
	struct lock lock;

	(void)state;
	assert_int_equal(svcreg_parse(records, sizeof(records) - 1, &reg, NULL), 0);
	assert_int_equal(policy_parse(&arena, &source, &policy, &diags), 0);
	assert_false(diags_failed(&diags));
	assert_int_equal(lock_make(&arena, reg, &policy, &lock), 0);
	assert_string_equal(lock.date, "2025-11-14");
	assert_string_equal(print(&arena, &lock), "\"a/b\"           udp 211\n"
						  "alt             tcp 591 8080-8081\n"
						  "Free            any 4200-4299\n"
						  "http            tcp 80  udp 80\n"
						  "last            tcp 65535\n");
	svcreg_close(reg);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lock_has_one_form),
		cmocka_unit_test(the_registry_of_a_lock_is_read_as_it_is_written),
		cmocka_unit_test(names_are_found_in_any_case),
		cmocka_unit_test(what_is_taken_away_leaves_the_rest),
		cmocka_unit_test(two_locks_are_compared_name_by_name),
		cmocka_unit_test(a_lock_is_made_of_the_names_that_a_policy_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
