/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of unknown origin, made harmless for terminals. */
#include "base/printable.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_printed(const char *text, const char *expected)
{
	char *copy = printable_dup(text);

	assert_string_equal(copy, expected);
	free(copy);
}

static void text_that_is_harmless_stays_as_it_is(void **state)
{
	static const char *const texts[] = {
		"", "https", "whois++ ~ 914c/g \\x1b", "Café Łódź 東京 \U0001f600", "é",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_printed(texts[i], texts[i]);
}

static void what_a_terminal_would_act_on_is_shown_instead(void **state)
{
	static const char *const cases[][2] = {
		{ "a\x1b[31mb", "a<1B>[31mb" },
		{ "bell\a del\x7f", "bell<07> del<7F>" },
		{ "C1 \xc2\x9b"
		  "2J",
		  "C1 <U+009B>2J" },
		{ "override \u202e", "override <U+202E>" },
		{ "isolate \u2066", "isolate <U+2066>" },
		{ "mark \u061c", "mark <U+061C>" },
		{ "invisible \u200b\ufeff\u00ad", "invisible <U+200B><U+FEFF><U+00AD>" },
		{ "tag \U000e0041", "tag <U+E0041>" },
		{ "two\nlines\tand a tab", "two lines and a tab" },
		{ "return\r", "return<0D>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_printed(cases[i][0], cases[i][1]);
}

static void characters_take_the_columns_they_have_on_a_terminal(void **state)
{
	static const struct {
		unsigned int code;
		int width;
	} cases[] = {
		{ 'a', 1 },	{ 0xe9, 1 },   { 0x20ac, 1 }, { 0x0301, 0 },  { 0xfe0f, 0 },
		{ 0x1100, 2 },	{ 0x6771, 2 }, { 0xac00, 2 }, { 0xff01, 2 },  { 0xff61, 1 },
		{ 0x1f600, 2 }, { 0x303f, 1 }, { 0x3041, 2 }, { 0x20000, 2 }, { 0x40000, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(printable_width(cases[i].code), cases[i].width);
}

static void bytes_that_are_no_utf8_are_shown_one_by_one(void **state)
{
	static const char *const cases[][2] = {
		{ "\xff", "<FF>" },
		{ "lone \x80", "lone <80>" },
		{ "cut \xe6\x9d", "cut <E6><9D>" },
		{ "cut \xf0\x9f\x98 short", "cut <F0><9F><98> short" },
		{ "overlong \xc0\xaf", "overlong <C0><AF>" },
		{ "overlong \xe0\x80\xaf", "overlong <E0><80><AF>" },
		{ "surrogate \xed\xa0\x80", "surrogate <ED><A0><80>" },
		{ "beyond \xf4\x90\x80\x80", "beyond <F4><90><80><80>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_printed(cases[i][0], cases[i][1]);
}

static void characters_are_measured(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		unsigned int code;
	} cases[] = {
		{ "a", 1, 'a' },
		{ "\xc2\x80", 2, 0x80 },
		{ "\xdf\xbf", 2, 0x7ff },
		{ "\xe0\xa0\x80", 3, 0x800 },
		{ "\xef\xbf\xbf", 3, 0xffff },
		{ "\xf0\x90\x80\x80", 4, 0x10000 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned int code = 0;

		assert_int_equal(utf8_next(cases[i].text, SIZE_MAX, &code), cases[i].length);
		assert_int_equal(code, cases[i].code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_that_is_harmless_stays_as_it_is),
		cmocka_unit_test(what_a_terminal_would_act_on_is_shown_instead),
		cmocka_unit_test(characters_take_the_columns_they_have_on_a_terminal),
		cmocka_unit_test(bytes_that_are_no_utf8_are_shown_one_by_one),
		cmocka_unit_test(characters_are_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
