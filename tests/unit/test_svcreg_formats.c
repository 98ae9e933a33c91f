/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are no registry, but that people take for one: what each is said to be. */
#include "svcreg.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PLAIN_TEXT                                                                                 \
	"this is the registry's plain text form, which is for people: use its XML or CSV form"
#define WEB_PAGE "this is a web page (HTML), not a registry: save the registry's XML or CSV form"

static const struct {
	const char *data;
	size_t size; /* 0: up to the NUL */
	const char *why;
} cases[] = {
	{ "", 0, "the file is empty" },
	{ "\n \r\n\t", 0, "the file is empty" },
	{ "\xef\xbb\xbf\n", 0, "the file is empty" },
	{ "\x1f\x8b\x08\0\0\0", 6, "compressed with gzip: unpack it with gunzip first" },
	{ "BZh91AY&SY", 0, "compressed with bzip2: unpack it with bunzip2 first" },
	{ "\xfd\x37zXZ\0\0", 7, "compressed with xz: unpack it with unxz first" },
	{ "\x28\xb5\x2f\xfd\x24", 5, "compressed with zstd: unpack it with unzstd first" },
	{ "PK\3\4\x14\0", 6,
	  "a zip archive: unpack it with unzip first, or save the spreadsheet as CSV" },
	{ "%PDF-1.7\n", 0, "a PDF document, not a registry: use the registry's XML or CSV form" },
	{ "\xff\xfeS\0e\0", 6, "text in UTF-16: save it as UTF-8" },
	{ "\xfe\xff\0S\0e", 6, "text in UTF-16: save it as UTF-8" },
	{ "\xff\xfe\0\0S\0\0\0", 8, "text in UTF-32: save it as UTF-8" },
	{ "<!DOCTYPE html>\n<html lang=en>", 0, WEB_PAGE },
	{ "\xef\xbb\xbf\n<!doctype HTML PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\">", 0,
	  WEB_PAGE },
	{ "<HTML hidden>", 0, WEB_PAGE },
	{ "<head><title>", 0, WEB_PAGE },
	{ "Service Name and Transport Protocol Port Number Registry\n\nLast Updated\n2025-11-14\n",
	  0, PLAIN_TEXT },
	{ "\n   Service Name and Transport Protocol Port Number Registry\n", 0, PLAIN_TEXT },
	{ "Service Name   Port Number  Transport Protocol  Description\nssh 22/tcp\n", 0,
	  PLAIN_TEXT },
	{ "Service Name\tPort Number\tTransport Protocol\n", 0, PLAIN_TEXT },
	{ "Service names and ports\n\nLast Updated: 2026-08\n", 0, PLAIN_TEXT },
	{ "{\n  \"records\": []\n}\n", 0, "JSON cannot be read: use XML, CSV or services(5)" },
	{ "[]", 0, "JSON cannot be read: use XML, CSV or services(5)" },
};

static void each_is_said_to_be_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t size = cases[i].size ? cases[i].size : strlen(cases[i].data);
		const struct svcreg *reg = NULL;
		struct svcreg_error err;

		assert_int_equal(svcreg_parse(cases[i].data, size, &reg, &err), -EINVAL);
		assert_string_equal(err.text, cases[i].why);
		assert_int_equal(err.line, 0);
	}
}

/* A registry may begin nearly as these do. */
static void what_only_looks_so_is_read(void **state)
{
	(void)state;
	static const char *const texts[] = {
		TITLES "a,1,tcp,A" REST, "BZhang 1/tcp\n",
		"{ 1/tcp\n[ 2/tcp\n",	 "\n<registry><record><name>a</name></record></registry>",
		"PK\t1/tcp\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct svcreg *reg;
		struct svcreg_error err;

		if (svcreg_parse(texts[i], strlen(texts[i]), &reg, &err))
			fail_msg("\"%s\": %s", texts[i], err.text);
		svcreg_close(reg);
	}
}

static void texts_that_differ_in_white_space_are_the_same(void **state)
{
	(void)state;
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} texts[] = {
		{ "", "", true },
		{ "", " \t\r\n\v\f", true },
		{ "a b", "a\n        b", true },
		{ "a b", " a  b\n", true },
		{ "a", "a ", true },
		{ " a", "a", true },
		{ "ab", "a b", false },
		{ "a b", "ab", false },
		{ "a", "", false },
		{ "a b", "a b c", false },
		{ "a\xc2\xa0"
		  "b",
		  "a b", false },
		{ "A", "a", false },
		{ "a b ", "a  bb", false },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(svcreg_same_text(texts[i].a, texts[i].b), texts[i].same);
		assert_int_equal(svcreg_same_text(texts[i].b, texts[i].a), texts[i].same);
	}
}

static void white_space_alone_is_no_change_in_any_column(void **state)
{
	(void)state;
	static const char was[] = TITLES
		"a,1,tcp,D e f,[A B],[A B],2001-01,2002-02,[R 1],1 2,U v,N o\n"
		",2,tcp,Reserved for,,,,,,,,b c\n";
	static const char is[] = TITLES
		"a,1,tcp,\"D\ne  f\",[A  B],\"[A\nB]\", 2001-01,2002-02 ,\"[R\n1]\",\"1\t2\","
		"\" U\n        v\",\"N\no\n\"\n,2,tcp,\"Reserved\nfor\",,,,,,,,b  c\n";
	const struct svcreg *regs[2];
	struct svcreg_change *changes = (struct svcreg_change *)&regs;
	struct svcreg_error err;
	size_t n = 7;

	assert_int_equal(svcreg_parse(was, sizeof(was) - 1, &regs[0], &err), 0);
	assert_int_equal(svcreg_parse(is, sizeof(is) - 1, &regs[1], &err), 0);
	assert_int_equal(svcreg_compare(regs[0], regs[1], &changes, &n), 0);
	assert_int_equal(n, 0);
	assert_null(changes);
	svcreg_close(regs[0]);
	svcreg_close(regs[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_said_to_be_what_it_is),
		cmocka_unit_test(what_only_looks_so_is_read),
		cmocka_unit_test(texts_that_differ_in_white_space_are_the_same),
		cmocka_unit_test(white_space_alone_is_no_change_in_any_column),
	};

	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
