/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Timeouts of entries, and entries that are open up to a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "policy/date.h"
#include "sample.h"

#define SET(text) "table inet t { set s { " text " } }"

static const struct {
	const char *what;
	const char *text;
	const char *state;
} timeouts[] = {
	{ "units", SET("ssh timeout 1d1h1m1s tftp timeout 2h many/udp timeout 90s"),
	  "inet t: s~ 22/tcp 90061s ssh, 69/udp 7200s tftp, 8008/udp 90s many" },
	{ "the longest", SET("ssh timeout 365d"), "inet t: s~ 22/tcp 31536000s ssh" },
	{ "the set's, also for what stands in front of it", SET("ssh; timeout 1h; tftp"),
	  "inet t: s~ 22/tcp 3600s ssh, 69/udp 3600s tftp" },
	{ "an entry's before the set's", SET("timeout 1h; ssh timeout 2s tftp"),
	  "inet t: s~ 22/tcp 2s ssh, 69/udp 3600s tftp" },
	{ "only the entry in front of it", SET("tftp ssh timeout 2s, domain/udp"),
	  "inet t: s~ 22/tcp 2s ssh, 53/udp domain, 69/udp tftp" },
	{ "a set that will have timeouts", SET("timeout 1h"), "inet t: s~" },
	{ "a group's for its members", "group g { ssh tftp }" SET("g timeout 2s"),
	  "inet t: s~ 22/tcp 2s ssh, 69/udp 2s tftp" },
	{ "a member's own before the group's",
	  "group g { ssh timeout 5s tftp } group h { g }" SET("h timeout 2s"),
	  "inet t: s~ 22/tcp 5s ssh, 69/udp 2s tftp" },
	{ "a group twice: the longer time",
	  "group h { ssh } group g { h }" SET("g timeout 2s g timeout 5s g timeout 3s"),
	  "inet t: s~ 22/tcp 5s ssh" },
	{ "a group twice: for ever", "group g { ssh tftp timeout 1s }" SET("g timeout 2s g"),
	  "inet t: s~ 22/tcp ssh, 69/udp 1s tftp" },
	{ "all owners of a port, the longest time", SET("www/tcp timeout 9s http/tcp timeout 4s"),
	  "inet t: s~ 80/tcp 9s http+www" },
	{ "permanent before timed", SET("www/tcp timeout 9s http/tcp"),
	  "inet t: s 80/tcp http+www" },
	{ "all of a day is in it", SET("ssh expires 2027-03-01 timeout 9s"),
	  "inet t: s~ 22/tcp 9s ssh" },
	{ "nothing is left the day after", SET("ssh expires 2027-02-28 tftp"),
	  "inet t: s 69/udp tftp" },
	{ "a group and all its members", "group g { tftp }" SET("g expires 2027-02-28"),
	  "inet t: s" },
	{ "a member of a group", "group g { tftp expires 2027-02-28 ssh }" SET("g"),
	  "inet t: s 22/tcp ssh" },
};

static void timeouts_and_last_days_become_states(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(timeouts) / sizeof(*timeouts); i++) {
		struct sample sample;
		char *text;

		sample_one(&sample, timeouts[i].text);
		assert_false(diags_failed(&sample.diags));
		text = sample_state(&sample);
		if (strcmp(text, timeouts[i].state) != 0)
			fail_msg("%s: %s, not %s", timeouts[i].what, text, timeouts[i].state);
		free(text);
		sample_free(&sample);
	}
}

static const struct {
	const char *date;
	const char *said; /* NULL: nothing */
} warnings[] = {
	{ "2000-01-01", "\"ssh\" has expired and is left out" },
	{ "2027-02-28", "\"ssh\" has expired and is left out" },
	{ "2027-03-01", "\"ssh\" expires today" },
	{ "2027-03-02", "\"ssh\" expires tomorrow" },
	{ "2027-03-03", "\"ssh\" expires in 2 days" },
	{ "2027-03-31", "\"ssh\" expires in 30 days" },
	{ "2027-04-01", NULL },
	{ "9999-12-31", NULL },
};

static void a_last_day_is_told_thirty_days_ahead_and_when_it_is_over(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(warnings) / sizeof(*warnings); i++) {
		const char *said = warnings[i].said;
		struct sample sample;
		char text[128];

		snprintf(text, sizeof(text), "group g { ssh expires %s }", warnings[i].date);
		sample_one(&sample, text);
		assert_int_equal(sample.diags.n, said != NULL);
		if (said) {
			assert_string_equal(sample.diags.list[0].message, said);
			assert_int_equal(sample.diags.list[0].level, DIAG_WARNING);
		}
		sample_free(&sample);
	}
}

static void the_next_last_day_is_the_first_that_is_not_over(void **state)
{
	static const struct {
		const char *text;
		const char *day; /* NULL: none */
	} cases[] = {
		{ "group g { ssh }", NULL },
		{ "group g { ssh expires 2027-02-28 }", NULL },
		{ "group g { ssh expires 2027-02-28 smtp expires 2027-03-01 }", "2027-03-01" },
		{ "group g { ssh expires 2027-04-01 }\n"
		  "table inet t { set s { transport tcp; g; smtp expires 2027-03-31 } }",
		  "2027-03-31" },
		{ "table inet t { set s { transport tcp; smtp expires 2028-02-29 } }",
		  "2028-02-29" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sample sample;
		uint32_t day = 0;

		sample_one(&sample, cases[i].text);
		assert_true(!cases[i].day || date_parse(cases[i].day, DATE_LENGTH, &day));
		assert_int_equal(policy_last_day(&sample.policies[0]), day);
		sample_free(&sample);
	}
}

/* The C library's calendar, day by day, over leap years of both kinds. */
static void dates_are_the_days_of_the_calendar(void **state)
{
	const uint32_t first = 10957, last = 10957 + 366 * 150; /* from 2000-01-01 */

	(void)state;
	for (uint32_t day = first; day < last; day++) {
		time_t seconds = (time_t)day * 86400;
		struct tm tm;
		uint32_t parsed;
		char text[32];

		assert_non_null(gmtime_r(&seconds, &tm));
		assert_int_equal(strftime(text, sizeof(text), "%Y-%m-%d", &tm), DATE_LENGTH);
		assert_true(date_parse(text, DATE_LENGTH, &parsed));
		assert_int_equal(parsed, day);
	}
}

static void what_is_no_day_is_no_date(void **state)
{
	static const char *const texts[] = {
		"",
		"2027",
		"2027-3-31",
		"2027-03-3",
		"2027-03-031",
		"2027-02-29",
		"2100-02-29",
		"2027-04-31",
		"2027-00-01",
		"2027-13-01",
		"2027-01-00",
		"2027-01-32",
		"1999-12-31",
		"0000-00-00",
		"2027/03/31",
		"2027-03-31 ",
		"x027-03-31",
		"2027-0x-31",
	};
	uint32_t day = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (date_parse(texts[i], strlen(texts[i]), &day))
			fail_msg("%s is a date", texts[i]);
	}
	assert_int_equal(day, 7);
}

/* Each timeout goes through a chain of groups again: that is more work than policies come to. */
static void timeouts_that_multiply_the_work_are_refused(void **state)
{
	char *text = NULL, *said;
	struct sample sample;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	fputs("group g0 { ssh }\n", out);
	for (int i = 1; i <= 3000; i++)
		fprintf(out, "group g%d { g%d }\n", i, i - 1);
	fputs("table t { set s {", out);
	for (int i = 1; i <= 3000; i++)
		fprintf(out, " g3000 timeout %ds", i);
	fputs(" } }", out);
	fclose(out);
	sample_one(&sample, text);
	said = sample_diags(&sample);
	assert_non_null(strstr(said, "for more owners, than nftsvc can handle"));
	free(said);
	free(text);
	sample_free(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timeouts_and_last_days_become_states),
		cmocka_unit_test(a_last_day_is_told_thirty_days_ahead_and_when_it_is_over),
		cmocka_unit_test(the_next_last_day_is_the_first_that_is_not_over),
		cmocka_unit_test(dates_are_the_days_of_the_calendar),
		cmocka_unit_test(what_is_no_day_is_no_date),
		cmocka_unit_test(timeouts_that_multiply_the_work_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
