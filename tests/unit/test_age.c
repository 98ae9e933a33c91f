/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of two registries is older, whatever format they come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "registry/age.h"
#include "svcreg_csv.h"

/* A CSV with one record that was registered, and one that was modified. */
#define CSV(registered, modified)                                                                  \
	TITLES "one,1,tcp,One,,," registered ",,,,,\n"                                             \
	       "two,2,tcp,Two,,,," modified ",,,,\n"

#define XML(update, attributes)                                                                    \
	"<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">"   \
	"<updated>" update "</updated>"                                                            \
	"<record " attributes "><name>one</name><protocol>tcp</protocol><number>1</number>"        \
	"</record></registry>"

#define SERVICES "one 1/tcp\n"

/* Not all of its records have dates, as those of the built-in one. */
#define BUILT_IN NULL

static const struct svcreg *open_text(const char *text)
{
	struct svcreg_error why = { 0 };
	const struct svcreg *reg = NULL;

	if (!text)
		return svcreg_builtin();
	if (svcreg_parse(text, strlen(text), &reg, &why) < 0)
		fail_msg("%s", why.text);
	return reg;
}

static void registries_are_compared_by_one_measure(void **state)
{
	static const struct {
		const char *text, *other;
		int order; /* < 0: the first is older, > 0: the other one is */
		const char *date, *other_date;
		bool of_records;
	} cases[] = {
		/* Both say when they were updated: that is later than any record. */
		{ XML("2025-10-30", "updated=\"2025-10-01\""),
		  XML("2025-11-14", "updated=\"2025-09-01\""), -1, "2025-10-30", "2025-11-14",
		  false },
		{ XML("2025-11-14", ""), XML("2025-11-14", ""), 0, "2025-11-14", "2025-11-14",
		  false },
		/* The same records. */
		{ XML("2025-10-30", "updated=\"2025-10-01\""),
		  XML("2025-11-14", "updated=\"2025-10-01\""), 0, "2025-10-30", "2025-11-14",
		  false },
		/* Neither does. */
		{ CSV("2025-01-01", "2025-02-02"), CSV("2025-02-03", "2024-01-01"), -1,
		  "2025-02-02", "2025-02-03", false },
		/* A CSV of the day of an XML is not older, nor is the XML newer. */
		{ CSV("2025-10-01", "2024-01-01"), XML("2025-11-14", "date=\"2025-10-01\""), 0,
		  "2025-10-01", "2025-10-01", true },
		/* Nor is one newer because its newest record is later than the update of an older XML. */
		{ CSV("2025-11-01", "2024-01-01"), XML("2025-10-30", "updated=\"2025-10-29\""), 1,
		  "2025-11-01", "2025-10-29", true },
		{ CSV("2025-10-29", "2024-01-01"), XML("2025-10-30", "updated=\"2025-10-30\""), -1,
		  "2025-10-29", "2025-10-30", true },
		/* Fields of records that hold no date are skipped. */
		{ CSV("2025-10-01", "2024-01-01"),
		  XML("2025-11-14", "date=\"2025-10-01\" updated=\"in autumn\""), 0, "2025-10-01",
		  "2025-10-01", true },
		/* An XML without dates in its records has only its own. */
		{ CSV("2025-10-01", "2024-01-01"), XML("2025-11-14", ""), -1, "2025-10-01",
		  "2025-11-14", false },
		/* An XML whose update is no date is like a CSV. */
		{ XML("yesterday", "date=\"2025-10-01\""), XML("2025-11-14", "date=\"2025-10-01\""),
		  0, "2025-10-01", "2025-10-01", true },
		/* A month is each of its days. */
		{ CSV("2025-08", "2024-01-01"), CSV("2025-08-31", "2024-01-01"), 0, "2025-08",
		  "2025-08-31", false },
		{ CSV("2025-08", "2024-01-01"), CSV("2025-09-01", "2024-01-01"), -1, "2025-08",
		  "2025-09-01", false },
		{ CSV("2025", "2024-01-01"), CSV("2025-09-01", "2024-01-01"), 0, "2025",
		  "2025-09-01", false },
		/* Without a date it counts as older. */
		{ SERVICES, CSV("1990-01-01", "1991-01-01"), -1, "", "1991-01-01", false },
		{ SERVICES, XML("1990-01-01", "date=\"1990-01-01\""), -1, "", "1990-01-01", false },
		{ SERVICES, SERVICES, 0, "", "", false },
		/* The built-in one has its month, though its newest record is years older. */
		{ CSV("2013-01-01", "2013-02-02"), BUILT_IN, -1, "2013-02-02", NULL, false },
		{ CSV("2024-01-01", "2024-02-02"), BUILT_IN, -1, "2024-02-02", NULL, false },
		{ XML("2024-02-02", "date=\"2024-01-01\""), BUILT_IN, -1, "2024-02-02", NULL,
		  false },
		{ CSV("9999-01-01", "2013-02-02"), BUILT_IN, 1, "9999-01-01", NULL, false },
		{ XML("9999-01-01", "date=\"2013-01-01\""), BUILT_IN, 1, "9999-01-01", NULL,
		  false },
		{ BUILT_IN, BUILT_IN, 0, NULL, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct svcreg *reg = open_text(cases[i].text);
		const struct svcreg *other = open_text(cases[i].other);
		struct ages ages, back;

		print_message("case %zu\n", i);
		assert_int_equal(age_is_older(reg, other, &ages), cases[i].order < 0);
		assert_int_equal(age_is_older(other, reg, &back), cases[i].order > 0);
		if (cases[i].date)
			assert_string_equal(ages.date, cases[i].date);
		if (cases[i].other_date)
			assert_string_equal(ages.than, cases[i].other_date);
		assert_int_equal(ages.of_records, cases[i].of_records);
		assert_string_equal(back.date, ages.than);
		assert_string_equal(back.than, ages.date);
		assert_int_equal(back.of_records, ages.of_records);
		assert_int_equal(age_is_older(reg, other, NULL), cases[i].order < 0);
		svcreg_close(reg);
		svcreg_close(other);
	}
}

/* @day: "-15", or "" for the month itself. */
static const struct svcreg *of_builtin_month(const char *day)
{
	struct svcreg_info info;
	char text[sizeof(TITLES) + 128];

	svcreg_info(svcreg_builtin(), &info);
	snprintf(text, sizeof(text), TITLES "one,1,tcp,One,,,%.7s%s,,,,,\n", info.date, day);
	return open_text(text);
}

static void the_built_in_one_is_newer_than_months_before_its_own(void **state)
{
	static const char *const older[] = { CSV("2013-01-01", ""), XML("2025-11-14", "") };
	static const char *const not_older[] = { CSV("9999-01-01", ""), SERVICES, BUILT_IN };
	static const char *const days[] = { "", "-01", "-31" };
	struct svcreg_info info;

	(void)state;
	svcreg_info(svcreg_builtin(), &info);
	for (size_t i = 0; i < sizeof(older) / sizeof(older[0]); i++) {
		const struct svcreg *reg = open_text(older[i]);

		assert_string_equal(age_newer_builtin(reg), info.date);
		svcreg_close(reg);
	}
	for (size_t i = 0; i < sizeof(not_older) / sizeof(not_older[0]); i++) {
		const struct svcreg *reg = open_text(not_older[i]);

		assert_null(age_newer_builtin(reg));
		svcreg_close(reg);
	}
	/* On which day of its month it was made is not known. */
	for (size_t i = 0; strlen(info.date) == 7 && i < sizeof(days) / sizeof(days[0]); i++) {
		const struct svcreg *reg = of_builtin_month(days[i]);

		assert_null(age_newer_builtin(reg));
		svcreg_close(reg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registries_are_compared_by_one_measure),
		cmocka_unit_test(the_built_in_one_is_newer_than_months_before_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
