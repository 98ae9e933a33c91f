/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way from rows of CSV to the texts of records. */
#include "svcreg_csv.h"
#include "svcreg_lines.h"

#include "svcreg.h"
#include "svcreg_about.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static size_t count_refs(const struct svcreg *reg, const char *text, enum svcreg_ref_type type)
{
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;
	size_t n = 0;

	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref))
		n += ref.type == type;
	return n;
}

static void the_same_text_is_there_once_for_each_meaning(void **state)
{
	const struct svcreg *reg = parse_csv(TITLES "a,1,tcp,[X],[X],[X],,,[X],,,[X]\n"
						    "b,2,tcp,[X],,[X],,,,,,\n");
	const char *const *a, *const *b;
	struct svcreg_record recs[2];
	struct svcreg_iter it;

	(void)state;
	svcreg_all(reg, &it);
	assert_true(svcreg_next(&it, &recs[0]) && svcreg_next(&it, &recs[1]));
	a = recs[0].column;
	b = recs[1].column;
	assert_ptr_equal(a[SVCREG_COL_CONTACT], a[SVCREG_COL_ASSIGNEE]);
	assert_ptr_equal(b[SVCREG_COL_CONTACT], a[SVCREG_COL_CONTACT]);
	assert_ptr_equal(b[SVCREG_COL_DESCRIPTION], a[SVCREG_COL_DESCRIPTION]);
	assert_int_equal(count_refs(reg, a[SVCREG_COL_CONTACT], SVCREG_REF_PERSON), 1);
	assert_int_equal(count_refs(reg, a[SVCREG_COL_REFERENCE], SVCREG_REF_TEXT), 1);
	assert_int_equal(count_refs(reg, a[SVCREG_COL_DESCRIPTION], SVCREG_REF_PERSON), 0);
	assert_int_equal(count_refs(reg, a[SVCREG_COL_NOTES], SVCREG_REF_PERSON), 0);
	svcreg_close(reg);
}

static void rows_of_any_length_are_split_at_their_commas(void **state)
{
	char text[200];
	char csv[1024];

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		const struct svcreg *reg;
		struct svcreg_record rec;
		struct svcreg_iter it;

		memset(text, 'x', len);
		text[len] = '\0';
		sprintf(csv, TITLES "a,1,tcp,%s,,,,,,,,y\na,1,udp,%s,z,,,,,,,\n", text, text);
		reg = parse_csv(csv);
		svcreg_all(reg, &it);
		assert_true(svcreg_next(&it, &rec));
		assert_string_equal(rec.column[SVCREG_COL_DESCRIPTION], text);
		assert_string_equal(rec.column[SVCREG_COL_NOTES], "y");
		assert_true(svcreg_next(&it, &rec));
		assert_string_equal(rec.column[SVCREG_COL_DESCRIPTION], text);
		assert_string_equal(rec.column[SVCREG_COL_ASSIGNEE], "z");
		assert_string_equal(rec.column[SVCREG_COL_NOTES], "");
		svcreg_close(reg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_text_is_there_once_for_each_meaning),
		cmocka_unit_test(rows_of_any_length_are_split_at_their_commas),
	};

	return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
