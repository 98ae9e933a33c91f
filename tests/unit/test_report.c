/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of nftsvc-fetch: nftsvc reads them exactly, or refuses them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "update/report.h"

static int parse(const char *text, struct report *report, char copy[REPORT_SIZE])
{
	strcpy(copy, text);
	return report_parse(copy, strlen(copy), report);
}

static void what_is_told_comes_through(void **state)
{
	const struct report told = {
		.status = 200,
		.etag = "\"a b\"",
		.last_modified = "Sun, 02 Feb 2025 00:00:00 GMT",
	};
	struct report heard;
	char text[REPORT_SIZE];

	(void)state;
	assert_int_equal(report_parse(text, report_put(&told, text), &heard), 0);
	assert_int_equal(heard.status, 200);
	assert_null(heard.error);
	assert_string_equal(heard.etag, told.etag);
	assert_string_equal(heard.last_modified, told.last_modified);
}

static void what_cannot_be_told_is_left_out(void **state)
{
	char longest[REPORT_VALUE_SIZE + 1];
	struct report told = { .error = "a\nb", .etag = "", .last_modified = longest };
	struct report heard;
	char text[REPORT_SIZE];

	(void)state;
	memset(longest, 'x', REPORT_VALUE_SIZE);
	longest[REPORT_VALUE_SIZE] = '\0';
	assert_int_equal(report_parse(text, report_put(&told, text), &heard), 0);
	assert_int_equal(heard.status, 0);
	assert_null(heard.error);
	assert_null(heard.etag);
	assert_null(heard.last_modified);
	longest[REPORT_VALUE_SIZE - 1] = '\0';
	told.error = told.etag = longest;
	assert_int_equal(report_parse(text, report_put(&told, text), &heard), 0);
	assert_string_equal(heard.error, longest);
	assert_string_equal(heard.etag, longest);
	assert_string_equal(heard.last_modified, longest);
}

static void what_is_cut_off_is_refused(void **state)
{
	static const char whole[] = "status 200\netag \"1\"\nend\n";
	struct report report = { .status = 7 };
	char text[REPORT_SIZE];

	(void)state;
	for (size_t len = 0; len < sizeof(whole) - 1; len++) {
		memcpy(text, whole, len);
		assert_int_equal(report_parse(text, len, &report), -EINVAL);
		assert_int_equal(report.status, 7);
	}
}

static void what_makes_no_sense_is_refused(void **state)
{
	static const char *const texts[] = {
		"status 200\nstatus 200\nend\n",
		"etag a\netag b\nend\n",
		"status\nend\n",
		"status \nend\n",
		"status 99\nend\n",
		"status 600\nend\n",
		"status -20\nend\n",
		"status 0200\nend\n",
		"etag a\tb\nend\n",
		"etag a\033[2Jb\nend\n",
		"etag \xc3\xa9\nend\n",
		"unknown a\nend\n",
		"\nend\n",
		"etag aend\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct report report;
		char copy[REPORT_SIZE];

		assert_int_equal(parse(texts[i], &report, copy), -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_comes_through),
		cmocka_unit_test(what_cannot_be_told_is_left_out),
		cmocka_unit_test(what_is_cut_off_is_refused),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
