/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The import of CSV: what it takes, what comes out again, what it refuses and how it says so. */
#include "import.h"
#include "svcreg_csv.h"
#include "svcreg_lines.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TCP1 "a,1,tcp,A" REST

static void assert_export(const struct svcreg *reg, const char *csv, size_t csv_size)
{
	struct svcreg_iter it;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	svcreg_all(reg, &it);
	assert_int_equal(svcreg_export_csv(&it, out), 0);
	fclose(out);
	assert_int_equal(size, csv_size);
	assert_memory_equal(text, csv, size);
	free(text);
}

static void what_goes_in_comes_out_again(void **state)
{
	static const char *const cases[] = {
		TITLES TCP1,
		TITLES "a,1,tcp, spaces around ,	tab	,c,d,e,f,g,h, i \n",
		TITLES "a,1,tcp,\"says \"\"hello\"\"\",\"a,b\",\"\"\"\",d,e,f,g,h,i\n",
		TITLES "\"a,b\",1,tcp,\"c,d\",e,\"f,g\",,,,,,\n",
		TITLES "a,1,tcp,\"two\nlines\",\"\n\",c,d,e,f,g,h,\"\n\n\n\"\n",
		TITLES "a,1,tcp,\"a lone \r stays\",\"\r\n as well, in a file of LF\",,,,,,,\n",
		TITLES "\xc3\xa9t\xc3\xa9,1,tcp,\xe2\x82\xac \xf0\x9f\x94\x92,,,,,,,,\n",
		TITLES ",,,Text alone" REST,
		TITLES "a,007,tcp,Leading zeros" REST,
		TITLES "a,0-65535,,Every port" REST "a,0-65535,,Every port" REST,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct svcreg *reg = parse_csv(cases[i]);

		assert_export(reg, cases[i], strlen(cases[i]));
		svcreg_close(reg);
	}
}

/* As IANA's file of 2016, with its name for a column. */
static void former_titles_are_known(void **state)
{
	static const char rest[] = "a,1 - 5,tcp,A,,[B],,,[IANA registry b],,C,D\n";
	static const char former[] =
		"Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,"
		"Registration Date,Modification Date,Reference,Service Code,Known Unauthorized "
		"Uses,Assignment Notes\n";
	char csv[512];
	const struct svcreg *reg;
	struct svcreg_record rec;
	struct svcreg_iter it;
	int n;

	(void)state;
	sprintf(csv, "%s%s", former, rest);
	reg = parse_csv(csv);
	svcreg_all(reg, &it);
	assert_true(svcreg_next(&it, &rec));
	assert_string_equal(rec.unauthorized, "C");
	assert_int_equal(rec.first, 1);
	assert_int_equal(rec.last, 5);
	n = sprintf(csv, "%s%s", TITLES, rest);
	assert_export(reg, csv, (size_t)n);
	svcreg_close(reg);
}

/* A field from a few bytes that matter to CSV, by the digits of a number. */
static size_t make_field(char *out, unsigned int *seed)
{
	static const char *const parts[] = { "", "a", ",", "\"\"", "\n", " ", "\r", "\xc3\xa4" };
	char text[32] = "";
	bool quoted;

	for (int i = 0; i < 4; i++) {
		*seed = *seed * 1103515245 + 12345;
		strcat(text, parts[*seed >> 16 & 7]);
	}
	quoted = text[strcspn(text, ",\"\n\r")];
	return (size_t)sprintf(out, quoted ? "\"%s\"" : "%s", text);
}

/* In a block of its very size, so that valgrind and the sanitizers see a byte beyond it. */
static int import_exactly(const char *csv, size_t size, struct image_header **image,
			  struct svcreg_error *err)
{
	char *exact = malloc(size ? size : 1);
	int ret;

	assert_non_null(exact);
	memcpy(exact, csv, size);
	ret = import_csv(exact, size, NULL, image, err);
	free(exact);
	return ret;
}

static void generated_files_come_out_the_same(void **state)
{
	unsigned int seed = 1;

	(void)state;
	for (int i = 0; i < 50; i++) {
		char csv[1 << 14];
		size_t size = (size_t)sprintf(csv, "%s", TITLES);
		struct svcreg_error err = { 0 };
		struct image_header *image;
		const struct svcreg *reg;

		for (int row = 0; row < 100; row++) {
			size += (size_t)sprintf(csv + size, "n%d,%d,udp", row % 7, row);
			for (int c = 3; c < SVCREG_COLUMNS; c++) {
				csv[size++] = ',';
				size += make_field(csv + size, &seed);
			}
			csv[size++] = '\n';
		}
		if (import_exactly(csv, size, &image, &err))
			fail_msg("line %lu, row %lu: %s", err.line, err.row, err.text);
		assert_int_equal(svcreg_parse(image, image->size, &reg, NULL), 0);
		assert_export(reg, csv, size);
		svcreg_close(reg);
		free(image);
	}
}

static void line_ends_of_windows_become_lf(void **state)
{
	static const char lf[] = TITLES "a,1,tcp,\"two\nlines\rhere\"" REST;
	const struct svcreg *reg;
	char crlf[sizeof(TITLES) + 80];
	size_t size;

	(void)state;
	size = (size_t)sprintf(crlf, "%.*s\r\na,1,tcp,\"two\r\nlines\rhere\",,,,,,,,\r\n",
			       (int)sizeof(TITLES) - 2, TITLES);
	assert_int_equal(svcreg_parse(crlf, size, &reg, NULL), 0);
	assert_export(reg, lf, strlen(lf));
	svcreg_close(reg);
}

static void columns_are_found_by_their_titles(void **state)
{
	const struct svcreg *reg = parse_csv(
		"\xef\xbb\xbf"
		"Assignment Notes,A column of tomorrow,Unauthorized Use Reported,Service Code,"
		"Reference,Modification Date,Registration Date,Contact,Assignee,Description,"
		"Transport Protocol,Port Number,Service Name\n"
		"12,x,11,10,9,8,7,6,5,4,tcp,2,a\n");
	static const char csv[] = TITLES "a,2,tcp,4,5,6,7,8,9,10,11,12\n";

	(void)state;
	assert_export(reg, csv, strlen(csv));
	svcreg_close(reg);
}

static void the_date_is_that_of_the_newest_record(void **state)
{
	const struct svcreg *reg = parse_csv(TITLES "a,1,tcp,,,,2001-01-01,2024-05,,,,\n"
						    "b,1,tcp,,,,2024-04-30,unknown,,,,\n");
	struct svcreg_info info;

	(void)state;
	svcreg_info(reg, &info);
	assert_string_equal(info.date, "2024-05");
	assert_string_equal(info.source, "memory");
	assert_int_equal(info.records, 2);
	svcreg_close(reg);
}

static const struct {
	const char *csv;
	size_t size; /* where it is not the string's */
	unsigned long line;
	unsigned long row;
	const char *text; /* what the message has to have in it */
} bad[] = {
	{ "", 0, 0, 0, "empty" },
	{ "\xef\xbb\xbf", 0, 0, 0, "empty" },
	{ "\n", 0, 1, 0, "empty line" },
	{ "http 80 / tcp\n", 0, 1, 0, "neither the titles of IANA's CSV nor" },
	{ "\xff\xfe"
	  "S\0e\0",
	  6, 1, 0, "NUL" },
	{ TITLES, 0, 0, 0, "no records" },
	{ "Service Name", 0, 1, 0, "ends inside" },

	{ "Service Name,Port Number\na,1\n", 0, 1, 0, "\"Transport Protocol\" is missing" },
	{ "x" TITLES TCP1, 0, 1, 0, "\"Service Name\" is missing; there is one called \"xServ" },
	{ "Port Number," TITLES "1," TCP1, 0, 1, 0, "\"Port Number\" appears twice" },
	{ "a,b,c\n1,2,3\n", 0, 1, 0, "\"Service Name\" is missing" },
	{ "Known Unauthorized Uses," TITLES "1," TCP1, 0, 1, 0, "Reported\" appears twice" },

	{ TITLES TCP1 "b,2,tcp\n", 0, 3, 2, "3 fields, but there are 12" },
	{ TITLES TCP1 "b,2,tcp,B,,,,,,,,,\n", 0, 3, 2, "13 fields" },
	{ TITLES TCP1 "\n" TCP1, 0, 3, 2, "empty line" },
	{ TITLES TCP1 ",,,,,,,,,,,\n" TCP1, 0, 3, 2, "the record is empty" },
	{ TITLES TCP1 "b,2,tcp", 0, 3, 2, "ends inside" },
	{ TITLES TCP1 "b,2,tcp,B,,,,,,,,", 0, 3, 2, "ends inside" },
	{ TITLES "a,1,tcp,\"two\nlines\"" REST "b,2,tcp", 0, 4, 2, "ends inside" },
	{ TITLES TCP1 "b,2,tcp,B,,,,,,,,\r", 0, 3, 2, "CR without LF" },
	{ TITLES TCP1 "b,2,tcp,B,,,,,,,,\rc,3,tcp,C" REST, 0, 3, 2, "CR without LF" },
	{ TITLES TCP1 "b\r,2,tcp,\"B\"" REST, 0, 3, 2, "CR without LF" },

	{ TITLES "a,65536,tcp,A" REST, 0, 2, 1, "\"65536\"" },
	{ TITLES "a,99999999999999999999,tcp,A" REST, 0, 2, 1, "\"99999999999999999999\"" },
	{ TITLES "a,1-65536,tcp,A" REST, 0, 2, 1, "\"1-65536\"" },
	{ TITLES "a,http,tcp,A" REST, 0, 2, 1, "\"http\"" },
	{ TITLES "a, 1,tcp,A" REST, 0, 2, 1, "\" 1\"" },
	{ TITLES "a,-1,tcp,A" REST, 0, 2, 1, "\"-1\"" },
	{ TITLES "a,1-,tcp,A" REST, 0, 2, 1, "\"1-\"" },
	{ TITLES "a,1-2-3,tcp,A" REST, 0, 2, 1, "\"1-2-3\"" },
	{ TITLES TCP1 "a,20-10,tcp,A" REST, 0, 3, 2, "\"20-10\" ends before" },

	{ TITLES TCP1 "b,2,tcp,\0,,,,,,,,\n", sizeof(TITLES TCP1) - 1 + 18, 3, 2, "NUL" },
	{ TITLES TCP1 "b,2,tcp,\"\n\xff\"" REST, 0, 4, 2, "0xff" },
	{ TITLES "a,1,tcp,\xc0\x80" REST, 0, 2, 1, "UTF-8" },
	{ TITLES "a,1,tcp,\xed\xa0\x80" REST, 0, 2, 1, "UTF-8" },
	{ TITLES "a,1,tcp,\xf4\x90\x80\x80" REST, 0, 2, 1, "UTF-8" },
	{ TITLES "a,1,tcp,\xe2\x82" REST, 0, 2, 1, "UTF-8" },
	{ TITLES TCP1 "b,2,tcp,\"B" REST TCP1, 0, 3, 2, "quote is not closed" },
	{ TITLES TCP1 "b,2,tcp,\"B\"x" REST, 0, 3, 2, "quote" },
	{ TITLES TCP1 "b,2,tcp,B\"x" REST, 0, 3, 2, "quote" },
};

static void bad_files_are_refused_with_line_row_and_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		size_t size = bad[i].size ? bad[i].size : strlen(bad[i].csv);
		struct svcreg_error err = { 0 };
		struct image_header *image = NULL;

		assert_int_equal(import_exactly(bad[i].csv, size, &image, &err), -EINVAL);
		assert_null(image);
		if (!strstr(err.text, bad[i].text) || err.line != bad[i].line ||
		    err.row != bad[i].row)
			fail_msg("case %zu: line %lu, row %lu: %s", i, err.line, err.row, err.text);
		assert_int_equal(
			svcreg_parse(bad[i].csv, size, &(const struct svcreg *){ NULL }, NULL),
			-EINVAL);
	}
}

static void what_a_message_quotes_is_made_harmless(void **state)
{
	static const struct {
		const char *csv;
		const char *text;
	} cases[] = {
		{ TITLES "a,\x1b[2J\x7f,tcp,A" REST,
		  "\"?[2J?\" is not a port or range of ports (0 to 65535)" },
		{ TITLES "a,\"\xc2\x9b\n\xc2\xa0\",tcp,A" REST,
		  "\"???\xc2\xa0\" is not a port or range of ports (0 to 65535)" },
		{ TITLES "a,0123456789x12345678901234567890\xe2\x82\xac,tcp,A" REST,
		  "\"0123456789x12345678901234567890?\" is not a port or range of ports (0 to "
		  "65535)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct svcreg_error err;
		const struct svcreg *reg;

		assert_int_equal(svcreg_parse(cases[i].csv, strlen(cases[i].csv), &reg, &err),
				 -EINVAL);
		assert_string_equal(err.text, cases[i].text);
	}
}

static void a_renamed_column_is_told_with_what_stands_there(void **state)
{
	(void)state;
	for (int c = 0; c < SVCREG_COLUMNS; c++) {
		char csv[512] = "";
		char wanted[128];
		struct svcreg_error err;
		const struct svcreg *reg = NULL;

		for (int i = 0; i < SVCREG_COLUMNS; i++) {
			strcat(csv, i ? "," : "");
			strcat(csv, svcreg_column_name((enum svcreg_column)i));
			strcat(csv, i == c ? " (new)" : "");
		}
		strcat(csv, "\n" TCP1);
		sprintf(wanted, "the column \"%s\" is missing; there is one called \"%s (new)\"",
			svcreg_column_name((enum svcreg_column)c),
			svcreg_column_name((enum svcreg_column)c));
		assert_int_equal(svcreg_parse(csv, strlen(csv), &reg, &err), -EINVAL);
		assert_null(reg);
		assert_string_equal(err.text, wanted);
	}
}

/* A file made to need an index of the square of its size. */
static void ranges_that_overlap_too_much_are_refused(void **state)
{
	struct svcreg_error err;
	const struct svcreg *reg;
	char *csv = NULL;
	size_t size;
	FILE *out = open_memstream(&csv, &size);

	(void)state;
	fputs(TITLES, out);
	for (int i = 0; i < 20000; i++)
		fprintf(out, "a,%d-%d,tcp,A" REST, i, 65535 - i);
	fclose(out);
	assert_int_equal(svcreg_parse(csv, size, &reg, &err), -EINVAL);
	assert_non_null(strstr(err.text, "overlap"));
	free(csv);
}

static void a_file_too_large_is_refused(void **state)
{
	size_t size = IMPORT_MAX_SIZE + 1;
	struct svcreg_error err;
	const struct svcreg *reg;
	char *csv = malloc(size);

	(void)state;
	assert_non_null(csv);
	memset(csv, 'a', size);
	assert_int_equal(svcreg_parse(csv, size, &reg, &err), -EINVAL);
	assert_string_equal(err.text, "the file is larger than 8 MiB");
	free(csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out_again),
		cmocka_unit_test(former_titles_are_known),
		cmocka_unit_test(generated_files_come_out_the_same),
		cmocka_unit_test(line_ends_of_windows_become_lf),
		cmocka_unit_test(columns_are_found_by_their_titles),
		cmocka_unit_test(the_date_is_that_of_the_newest_record),
		cmocka_unit_test(bad_files_are_refused_with_line_row_and_reason),
		cmocka_unit_test(what_a_message_quotes_is_made_harmless),
		cmocka_unit_test(a_renamed_column_is_told_with_what_stands_there),
		cmocka_unit_test(ranges_that_overlap_too_much_are_refused),
		cmocka_unit_test(a_file_too_large_is_refused),
	};

	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
