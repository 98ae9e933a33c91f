/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/diag.h"

/* Returns the printed diagnostics, for free(). */
static void print(struct diags *diags, char **text)
{
	size_t size = 0;
	FILE *out = open_memstream(text, &size);

	assert_non_null(out);
	diags_print(diags, out);
	fclose(out);
}

/* The place of a piece of a source's text. */
static struct location find(const struct source *source, const char *piece)
{
	const char *at = strstr(source->text, piece);
	struct location location = { .source = source, .line = 1 };

	assert_non_null(at);
	location.offset = (uint32_t)(at - source->text);
	location.length = (uint32_t)strlen(piece);
	for (const char *c = source->text; c < at; c++)
		location.line += *c == '\n';
	return location;
}

static const struct {
	const char *what;
	const char *text;
	const char *piece;
	const char *shown;
} excerpts[] = {
	{ "the place is underlined", "set {\n  htps/tcp\n}\n", "htps/tcp",
	  "p:2:3: error: m\n    2 |   htps/tcp\n      |   ^~~~~~~~\n" },
	{ "the last line needs no line break", "htps", "htps",
	  "p:1:1: error: m\n    1 | htps\n      | ^~~~\n" },
	{ "tabs are kept", "\t\tab\tc", "c",
	  "p:1:6: error: m\n    1 | \t\tab\tc\n      | \t\t  \t^\n" },
	{ "code points are counted", "# \xc3\xa4\xc3\xb6 \xe2\x82\xac x", "x",
	  "p:1:8: error: m\n    1 | # \xc3\xa4\xc3\xb6 \xe2\x82\xac x\n      |        ^\n" },
	{ "the place is underlined in code points", "\"\xc3\xa4\xc3\xb6\" x",
	  "\"\xc3\xa4\xc3\xb6\"",
	  "p:1:1: error: m\n    1 | \"\xc3\xa4\xc3\xb6\" x\n      | ^~~~\n" },
	{ "what steers a terminal is shown as ?", "a\x1b[2J\x7f b", "b",
	  "p:1:8: error: m\n    1 | a?[2J? b\n      |        ^\n" },
	{ "C1 controls and turned text too", "a\xc2\x9b\xe2\x80\xae b", "b",
	  "p:1:5: error: m\n    1 | a?? b\n      |     ^\n" },
	{ "bytes that are no UTF-8 too", "a\xff\xc3 b", "b",
	  "p:1:5: error: m\n    1 | a?? b\n      |     ^\n" },
	{ "CRLF ends a line", "ab\r\ncd\r\n", "cd", "p:2:1: error: m\n    2 | cd\n      | ^~\n" },
	{ "a place of several lines is underlined on the first", "ab {\ncd\n}", "{\ncd\n}",
	  "p:1:4: error: m\n    1 | ab {\n      |    ^\n" },
};

static void the_line_is_shown_with_the_place_underlined(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(excerpts) / sizeof(*excerpts); i++) {
		struct source source = { "p", excerpts[i].text, strlen(excerpts[i].text), 0 };
		struct location at = find(&source, excerpts[i].piece);
		struct arena arena = { 0 };
		struct diags diags = { .arena = &arena };
		char *text;

		diag_add(&diags, DIAG_ERROR, &at, "m");
		print(&diags, &text);
		if (strcmp(text, excerpts[i].shown) != 0)
			fail_msg("%s:\n%s", excerpts[i].what, text);
		free(text);
		arena_free(&arena);
	}
}

static void a_place_at_the_end_of_the_file_is_shown(void **state)
{
	struct source source = { "p", "ab", 2, 0 };
	struct location at = { &source, 1, 2, 1 };
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	char *text;

	(void)state;
	diag_add(&diags, DIAG_ERROR, &at, "m");
	print(&diags, &text);
	assert_string_equal(text, "p:1:3: error: m\n    1 | ab\n      |   ^\n");
	free(text);
	arena_free(&arena);
}

static size_t distance(const char *text, const char *from, const char *to)
{
	const char *start = strstr(text, from);
	const char *end = start ? strstr(start, to) : NULL;

	assert_non_null(end);
	return (size_t)(end - start);
}

static void a_long_line_is_cut_around_the_place(void **state)
{
	char line[1001];
	struct source source = { "p", line, sizeof(line) - 1, 0 };
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	struct location at;
	char *text;

	(void)state;
	memset(line, 'x', sizeof(line));
	memcpy(line + 600, "htps", 4);
	line[1000] = '\0';
	at = find(&source, "htps");
	diag_add(&diags, DIAG_ERROR, &at, "m");
	print(&diags, &text);
	assert_non_null(strstr(text, "p:1:601: error: m\n    1 | ...xxx"));
	assert_non_null(strstr(text, "xxx...\n"));
	assert_true(strlen(text) < 300);
	assert_int_equal(distance(text, "    1 | ", "htps"), distance(text, "      | ", "^~~~\n"));
	free(text);
	arena_free(&arena);
}

static void reports_are_sorted_by_file_and_place_and_stay_in_order(void **state)
{
	struct source one = { "one", "a\nb c\n", 6, 0 }, two = { "two", "a\n", 2, 1 };
	struct location first = find(&two, "a"), second = find(&one, "c"), third = find(&one, "b");
	struct location whole = { .source = &two };
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	char *text;

	(void)state;
	diag_add(&diags, DIAG_ERROR, &first, "1");
	diag_add(&diags, DIAG_ERROR, &second, "2");
	diag_add(&diags, DIAG_ERROR, &third, "3");
	diag_add(&diags, DIAG_ERROR, &third, "4");
	diag_add(&diags, DIAG_WARNING, &whole, "5");
	diag_add(&diags, DIAG_ERROR, NULL, "6");
	print(&diags, &text);
	assert_string_equal(text, "error: 6\n"
				  "one:2:1: error: 3\n    2 | b c\n      | ^\n"
				  "one:2:1: error: 4\n    2 | b c\n      | ^\n"
				  "one:2:3: error: 2\n    2 | b c\n      |   ^\n"
				  "two: warning: 5\n"
				  "two:1:1: error: 1\n    1 | a\n      | ^\n");
	free(text);
	arena_free(&arena);
}

static void hints_and_second_places_follow_their_report(void **state)
{
	struct source source = { "p", "a\nb\n", 4, 0 };
	struct location a = find(&source, "a"), b = find(&source, "b");
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	struct diag *diag;
	char *text;

	(void)state;
	diag = diag_add(&diags, DIAG_ERROR, &b, "\"%s\" is defined twice", "x\x1b");
	diag_hint(&diags, diag, "take one %s", "out");
	diag_other(&diags, diag, &a, "first here");
	print(&diags, &text);
	assert_string_equal(text, "p:2:1: error: \"x<1B>\" is defined twice\n    2 | b\n      | ^\n"
				  "  take one out\n"
				  "p:1:1: note: first here\n    1 | a\n      | ^\n");
	free(text);
	arena_free(&arena);
}

static void a_flood_is_counted_and_not_shown(void **state)
{
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };
	char *text;
	int lines = 0;

	(void)state;
	for (int i = 0; i < DIAGS_MAX + 7; i++)
		diag_hint(&diags, diag_add(&diags, DIAG_ERROR, NULL, "m"), "h");
	assert_int_equal(diags.errors, DIAGS_MAX + 7);
	print(&diags, &text);
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 2 * DIAGS_MAX + 1);
	assert_non_null(strstr(text, "\n7 more like these are not shown\n"));
	free(text);
	arena_free(&arena);
}

static void a_run_has_failed_with_an_error_and_without_memory(void **state)
{
	struct arena arena = { 0 };
	struct diags diags = { .arena = &arena };

	(void)state;
	assert_false(diags_failed(&diags));
	diag_add(&diags, DIAG_WARNING, NULL, "m");
	assert_false(diags_failed(&diags));
	diags.no_memory = true;
	assert_true(diags_failed(&diags));
	diags.no_memory = false;
	diag_add(&diags, DIAG_ERROR, NULL, "m");
	assert_true(diags_failed(&diags));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_is_shown_with_the_place_underlined),
		cmocka_unit_test(a_place_at_the_end_of_the_file_is_shown),
		cmocka_unit_test(a_long_line_is_cut_around_the_place),
		cmocka_unit_test(reports_are_sorted_by_file_and_place_and_stay_in_order),
		cmocka_unit_test(hints_and_second_places_follow_their_report),
		cmocka_unit_test(a_flood_is_counted_and_not_shown),
		cmocka_unit_test(a_run_has_failed_with_an_error_and_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
