/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks: all records, those with a text in them, those that tell of a name's past. */
#include "svcreg.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char csv[] = TITLES
	"a,1,tcp,First,,,,,[RFC1],,,\n"
	"b,2661,udp,SECOND,,[Some_One],2001-02,,,,,x\n"
	",3,tcp,Reserved,,,,,,,,\"De-assigned on 2025-02-13, previously a by [b]\"\n"
	",4,,Unassigned [was net-stat],,,,,,,,\n"
	",5,udp,Reserved,,,,,,,,Historic usage was acms. De-Assigned on 2020-12-29\n"
	",6,udp,Reserved,,,,,,,,It was acms-2 and previously whois++\n"
	"c,7,udp,Not gone,,,,,,,,previously acms\n"
	",8,tcp,Reserved,,,,,,,,\"Previously ACMS, unlike was acmsx\"\n"
	"d,9,tcp,\xc3\x84rger,,,,,,,,\n"
	"ldaps,10,tcp,LDAP over TLS (was sldap),,,,,,,,\n"
	"kca-service,11,udp,Certificates,,,,,,,,\"Was formerly known, referred to as "
	"\"\"kca_service\"\", but\"\n"
	"net-beep,,tcp,Net over BEEP,,,,,,,,\n"
	",12,tcp,Reserved,,,,,,,,Previously assigned to NET over BEEP but released\n";

static int open_csv(void **state)
{
	const struct svcreg *reg;

	if (svcreg_parse(csv, sizeof(csv) - 1, &reg, NULL))
		return -1;
	*state = (void *)(uintptr_t)reg;
	return 0;
}

static int close_csv(void **state)
{
	svcreg_close(*state);
	return 0;
}

/* The rows of a walk, as a text. */
static const char *rows(struct svcreg_iter *it, char *text)
{
	struct svcreg_record rec;
	size_t len = 0;

	text[0] = '\0';
	while (svcreg_next(it, &rec))
		len += (size_t)sprintf(text + len, len ? " %u" : "%u", rec.row);
	return text;
}

static void search_looks_into_every_column_without_regard_to_case(void **state)
{
	static const struct {
		const char *text;
		const char *rows;
	} cases[] = {
		{ "", "1 2 3 4 5 6 7 8 9 10 11 12 13" },
		{ "661", "2" },
		{ "second", "2" },
		{ "[rfc1]", "1" },
		{ "SOME_", "2" },
		{ "2001-02", "2" },
		{ "X", "2 8" },
		{ "2020-12", "5" },
		{ "tcp", "1 3 8 9 10 12 13" },
		{ "de-assigned on 2025-02-13, previously", "3" },
		{ "\xc3\x84RGER", "9" },
		{ "first,", "" },
		{ "nowhere", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct svcreg_iter it;
		char text[64];

		svcreg_search(*state, cases[i].text, &it);
		assert_string_equal(rows(&it, text), cases[i].rows);
	}
}

static void a_name_that_is_gone_is_told_of_by_the_record_that_took_its_place(void **state)
{
	static const struct {
		const char *name;
		const char *rows;
	} cases[] = {
		{ "a", "3" },	    { "A", "3" },	  { "acms", "5 8" },
		{ "acms-2", "6" },  { "net-stat", "4" },  { "net", "" },
		{ "stat", "" },	    { "whois++", "6" },	  { "b", "" },
		{ "", "" },	    { "sldap", "10" },	  { "kca_service", "11" },
		{ "formerly", "" }, { "net-beep", "13" }, { "ldaps", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct svcreg_iter it;
		char text[64];

		svcreg_former(*state, cases[i].name, &it);
		assert_string_equal(rows(&it, text), cases[i].rows);
	}
}

static void a_record_has_its_columns_by_name_and_by_number(void **state)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	svcreg_all(*state, &it);
	assert_true(svcreg_next(&it, &rec));
	assert_true(svcreg_next(&it, &rec));
	assert_string_equal(rec.name, "b");
	assert_string_equal(rec.port, "2661");
	assert_string_equal(rec.transport_name, "udp");
	assert_string_equal(rec.description, "SECOND");
	assert_string_equal(rec.assignee, "");
	assert_string_equal(rec.contact, "[Some_One]");
	assert_string_equal(rec.registered, "2001-02");
	assert_string_equal(rec.notes, "x");
	assert_ptr_equal(rec.column[SVCREG_COL_MODIFIED], rec.modified);
	assert_ptr_equal(rec.column[SVCREG_COL_REFERENCE], rec.reference);
	assert_ptr_equal(rec.column[SVCREG_COL_SERVICE_CODE], rec.service_code);
	assert_ptr_equal(rec.column[SVCREG_COL_UNAUTHORIZED], rec.unauthorized);
	assert_int_equal(rec.transport, SVCREG_UDP);
	assert_int_equal(rec.first, 2661);
	assert_int_equal(rec.last, 2661);
	assert_true(rec.has_port);
	assert_int_equal(rec.row, 2);
}

static void the_end_of_a_walk_leaves_the_record_alone(void **state)
{
	struct svcreg_record rec = { .row = 42 };
	struct svcreg_iter it;

	svcreg_search(*state, "nowhere", &it);
	assert_false(svcreg_next(&it, &rec));
	assert_false(svcreg_next(&it, &rec));
	assert_int_equal(rec.row, 42);
}

static void a_walk_is_exported_with_its_titles(void **state)
{
	static const char wanted[] = TITLES "a,1,tcp,First,,,,,[RFC1],,,\n";
	struct svcreg_iter it;
	char text[512];
	FILE *out = fmemopen(text, sizeof(text), "w");

	svcreg_search(*state, "first", &it);
	assert_int_equal(svcreg_export_csv(&it, out), 0);
	fclose(out);
	assert_string_equal(text, wanted);
}

static void an_export_that_cannot_be_written_fails(void **state)
{
	struct svcreg_iter it;
	FILE *full = fopen("/dev/full", "we");

	assert_non_null(full);
	svcreg_all(*state, &it);
	assert_int_equal(svcreg_export_csv(&it, full), -ENOSPC);
	fclose(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(search_looks_into_every_column_without_regard_to_case),
		cmocka_unit_test(a_name_that_is_gone_is_told_of_by_the_record_that_took_its_place),
		cmocka_unit_test(a_record_has_its_columns_by_name_and_by_number),
		cmocka_unit_test(the_end_of_a_walk_leaves_the_record_alone),
		cmocka_unit_test(a_walk_is_exported_with_its_titles),
		cmocka_unit_test(an_export_that_cannot_be_written_fails),
	};

	return cmocka_run_group_tests_name("walks", tests, open_csv, close_csv);
}
