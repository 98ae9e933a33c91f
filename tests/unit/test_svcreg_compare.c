/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each kind of change from one registry to another, by its name. */
#include "svcreg_csv.h"
#include "svcreg_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *port_text(const struct svcreg_change *change, char text[static 32])
{
	if (!change->has_port)
		strcpy(text, "-");
	else if (change->first == change->last)
		sprintf(text, "%u", change->first);
	else
		sprintf(text, "%u-%u", change->first, change->last);
	sprintf(text + strlen(text), "/%s", svcreg_transport_name(change->transport));
	return text;
}

/* "renamed 1/tcp a b;" for each change: its kind, ports, and the names of its rows, "." for none. */
static const char *told(const struct svcreg *old_reg, const struct svcreg *new_reg, char *text)
{
	struct svcreg_change *changes;
	size_t length = 0;
	size_t n;

	assert_int_equal(svcreg_compare(old_reg, new_reg, &changes, &n), 0);
	text[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		struct svcreg_record was = { .name = "." };
		struct svcreg_record is = { .name = "." };
		char port[32];

		svcreg_row(old_reg, changes[i].old_row, &was);
		svcreg_row(new_reg, changes[i].new_row, &is);
		length += (size_t)sprintf(text + length, "%s%s %s %s %s", i ? "; " : "",
					  svcreg_change_name(changes[i].kind),
					  port_text(&changes[i], port), was.name, is.name);
	}
	free(changes);
	return text;
}

static void each_kind_of_change_is_told_by_its_name(void **state)
{
	static const struct {
		const char *old_lines;
		const char *new_lines;
		const char *told;
	} cases[] = {
		{ "a,1,tcp,A" REST, "a,1,tcp,A" REST, "" },
		{ "a,1,tcp,A" REST, "a,1,tcp,A" REST "b,2,tcp,B" REST, "added 2/tcp . b" },
		{ "a,1,tcp,A" REST "b,1,tcp,B" REST, "a,1,tcp,A" REST, "removed 1/tcp b ." },
		{ "a,1,tcp,A" REST "b,,,B" REST, "a,1,tcp,A" REST, "removed -/ b ." },
		{ "a,1,tcp,A" REST "a,1,udp,A" REST, "b,1,tcp,A" REST "b,1,udp,A" REST,
		  "renamed 1/tcp a b; renamed 1/udp a b" },
		/* Of two that come and go the day of registration says which is which. */
		{ "a,1,tcp,A,,,2001,,,,,\n"
		  "b,1,tcp,B,,,2002,,,,,\n",
		  "c,1,tcp,B,,,2002,,,,,\n"
		  "d,1,tcp,A,,,2001,,,,,\n",
		  "renamed 1/tcp a d; renamed 1/tcp b c" },
		/* The old name has another port still: nobody may be told to write b for it. */
		{ "a,1,tcp,A" REST "a,2,tcp,A" REST, "b,1,tcp,A" REST "a,2,tcp,A" REST,
		  "lost 1/tcp a .; added 1/tcp . b" },
		{ "a,1,tcp,A" REST "b,2,tcp,A" REST, "b,1,tcp,A" REST "b,2,tcp,A" REST,
		  "removed 1/tcp a .; gained 1/tcp . b" },
		{ "a,1,tcp,A" REST, "a,2,tcp,A" REST, "moved 1/tcp a a" },
		{ "a,1,tcp,A" REST, "a,2,tcp,A" REST "b,1,tcp,A" REST,
		  "moved 1/tcp a a; added 1/tcp . b" },
		{ "a,1,tcp,A" REST, "a,1,tcp,A" REST "a,1,udp,A" REST, "gained 1/udp . a" },
		{ "a,1,tcp,A" REST "a,1,udp,A" REST, "a,1,udp,A" REST ",1,tcp,Reserved" REST,
		  "lost 1/tcp a ." },
		{ "a,1,tcp,A" REST "a,1,udp,A" REST,
		  ",1,tcp,Reserved" REST ",1,udp,Unassigned" REST "a,,,A" REST,
		  "gained -/ . a; de-assigned 1/tcp a .; de-assigned 1/udp a ." },
		{ "a,1,tcp,A" REST "b,2,udp,B" REST, "b,2,udp,B" REST, "de-assigned 1/tcp a ." },
		{ ",1-9,,Unassigned" REST,
		  ",1-4,,Unassigned" REST ",5,udp,Reserved" REST "a,5,tcp,A" REST,
		  "reserved 5/udp . ; added 5/tcp . a" },
		{ ",1-9,tcp,Reserved" REST, ",1-4,tcp,Reserved" REST ",5-9,tcp,Unassigned" REST,
		  "freed 5-9/tcp  ." },
		{ ",1,tcp,any private mail system" REST, ",1,tcp,Reserved" REST,
		  "de-assigned 1/tcp  ." },
		{ ",1,tcp,Reserved,,,,,,,,A note\n", ",1,tcp,Reserved,,,,,,,,Another\n",
		  "changed 1/tcp  " },
		{ "a,1,tcp,A" REST, "A,1,tcp,A" REST, "changed 1/tcp a A" },
		{ "a,1,tcp,A" REST "a,1,tcp,B" REST, "a,1,tcp,B" REST "a,1,tcp,A" REST, "" },
		{ "a,1,tcp,A" REST "a,1,tcp,B" REST, "a,1,tcp,B" REST, "lost 1/tcp a ." },
		{ "a,6000-6063,,A" REST, "a,6000-6060,,A" REST, "moved 6000-6063/ a a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct svcreg *old_reg = parse_lines(cases[i].old_lines);
		const struct svcreg *new_reg = parse_lines(cases[i].new_lines);
		char text[1024];

		assert_string_equal(told(old_reg, new_reg, text), cases[i].told);
		svcreg_close(old_reg);
		svcreg_close(new_reg);
	}
}

static void the_columns_that_differ_are_told(void **state)
{
	const struct svcreg *old_reg = parse_lines("a,1,tcp,A,,[B],,,,,,\n");
	const struct svcreg *new_reg = parse_lines("a,1,tcp,A,,[C],,2025-01-01,,,,Some note\n");
	struct svcreg_change *changes;
	size_t n;

	(void)state;
	assert_int_equal(svcreg_compare(old_reg, new_reg, &changes, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(changes[0].columns, SVCREG_COLUMN_BIT(SVCREG_COL_CONTACT) |
						     SVCREG_COLUMN_BIT(SVCREG_COL_MODIFIED) |
						     SVCREG_COLUMN_BIT(SVCREG_COL_NOTES));
	free(changes);
	svcreg_close(old_reg);
	svcreg_close(new_reg);
}

static void who_has_the_port_now_is_told_of_a_name_that_lost_it(void **state)
{
	const struct svcreg *old_reg = parse_lines("a,1,tcp,A" REST "b,1,tcp,B" REST);
	const struct svcreg *new_reg = parse_lines("b,1,tcp,B" REST);
	struct svcreg_change *changes;
	struct svcreg_record other;
	size_t n;

	(void)state;
	assert_int_equal(svcreg_compare(old_reg, new_reg, &changes, &n), 0);
	assert_int_equal(n, 1);
	assert_true(svcreg_row(new_reg, changes[0].other_row, &other));
	assert_string_equal(other.name, "b");
	free(changes);
	svcreg_close(old_reg);
	svcreg_close(new_reg);
}

static void a_row_that_is_not_there_is_no_record(void **state)
{
	const struct svcreg *reg = parse_lines("a,1,tcp,A" REST);
	struct svcreg_record rec = { .row = 42 };

	(void)state;
	assert_false(svcreg_row(reg, 0, &rec));
	assert_false(svcreg_row(reg, 2, &rec));
	assert_int_equal(rec.row, 42);
	assert_true(svcreg_row(reg, 1, &rec));
	assert_int_equal(rec.row, 1);
	svcreg_close(reg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_change_is_told_by_its_name),
		cmocka_unit_test(the_columns_that_differ_are_told),
		cmocka_unit_test(who_has_the_port_now_is_told_of_a_name_that_lost_it),
		cmocka_unit_test(a_row_that_is_not_there_is_no_record),
	};

	return cmocka_run_group_tests_name("comparisons", tests, NULL, NULL);
}
