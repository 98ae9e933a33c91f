/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines for narrow terminals. */
#include "render/wrap.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void lines_are_broken_between_words(void **state)
{
	static const struct {
		const char *text;
		size_t width;
		const char *wrapped;
	} cases[] = {
		{ "", 10, "" },
		{ "fits", 10, "fits" },
		{ "fits exactly", 12, "fits exactly" },
		{ "one column too wide", 18, "one column too\nwide" },
		{ "a b c d", 3, "a b\nc d" },
		{ "  blanks   are one  ", 80, "blanks are one" },
		{ "abcdefghij", 4, "abcd\nefgh\nij" },
		{ "ab cdefghij kl", 4, "ab\ncdef\nghij\nkl" },
		{ "abcdef g", 4, "abcd\nef g" },
		{ "x", 1, "x" },
		{ "xyz", 1, "x\ny\nz" },
		{ "caf\u00e9 caf\u00e9", 4, "caf\u00e9\ncaf\u00e9" },
		/* Two columns a character: an odd width leaves one free, and no blank. */
		{ "\u6771\u4eac\u6771\u4eac", 5, "\u6771\u4eac\n\u6771\u4eac" },
		{ "\u6771\u4eac", 1, "\u6771\n\u4eac" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *wrapped = wrap_words(cases[i].text, cases[i].width);

		assert_string_equal(wrapped, cases[i].wrapped);
		free(wrapped);
	}
}

static void the_width_of_a_text_is_that_on_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("https"), 5);
	assert_int_equal(text_width("caf\u00e9"), 4);
	assert_int_equal(text_width("\u6771\u4eac"), 4);
	assert_int_equal(text_width("e\u0301"), 1);
}

static void narrow_columns_keep_what_they_need(void **state)
{
	static const struct {
		size_t widths[3];
		size_t total;
		size_t shared[3];
	} cases[] = {
		{ { 5, 10, 15 }, 30, { 5, 10, 15 } },	{ { 5, 10, 15 }, 90, { 5, 10, 15 } },
		{ { 5, 100, 200 }, 45, { 5, 20, 20 } }, { { 100, 5, 15 }, 60, { 40, 5, 15 } },
		{ { 100, 100, 100 }, 0, { 4, 4, 4 } },	{ { 3, 100, 100 }, 10, { 3, 4, 4 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t widths[3];

		memcpy(widths, cases[i].widths, sizeof(widths));
		share_width(widths, 3, cases[i].total, 4);
		assert_memory_equal(widths, cases[i].shared, sizeof(widths));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_broken_between_words),
		cmocka_unit_test(the_width_of_a_text_is_that_on_a_terminal),
		cmocka_unit_test(narrow_columns_keep_what_they_need),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
