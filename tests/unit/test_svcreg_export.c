/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The forms a registry is written in. */
#include "svcreg.h"
#include "svcreg_csv.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char csv[] = TITLES "zero,0,tcp," REST "http,80,tcp,World Wide Web"
				 ",,,,,,,,\n"
				 "www,80,tcp,\" \nof\ntwo\x1b[31m\tlines \""
				 ",,,,,,,,\n"
				 "x11,6000-6063,,X Window System"
				 ",,,,,,,,\n"
				 "one,7000-7000,udp," REST "range,7000-7001,udp," REST
				 "any,7002,," REST "two words,7003,tcp," REST
				 "sharp#,7004,tcp," REST "tab\there,7005,tcp," REST
				 "914c/g,211,dccp,#5 \xc3\x84rger"
				 ",,,,,,,,\n"
				 "mailonly,,tcp," REST ",7,tcp,Unassigned"
				 ",,,,,,,,\n";

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

static void services_have_a_line_for_each_name_that_can_be_written(void **state)
{
	struct svcreg_iter it;
	char text[512] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");
	size_t left_out = 99;

	svcreg_all(*state, &it);
	assert_int_equal(svcreg_export_services(&it, out, &left_out), 0);
	fclose(out);
	assert_string_equal(text, "zero\t0/tcp\n"
				  "http\t80/tcp\t\t# World Wide Web\n"
				  "www\t80/tcp\t\t# of two\x1b[31m\tlines\n"
				  "one\t7000/udp\n"
				  "914c/g\t211/dccp\t\t# #5 \xc3\x84rger\n");
	assert_int_equal(left_out, 6);
}

static void an_export_that_cannot_be_written_fails_and_tells_nothing(void **state)
{
	FILE *full = fopen("/dev/full", "w");
	struct svcreg_iter it;
	size_t left_out = 99;

	svcreg_all(*state, &it);
	assert_int_equal(svcreg_export_services(&it, full, &left_out), -ENOSPC);
	assert_int_equal(left_out, 99);
	fclose(full);
}

static void rows_are_walked_in_the_order_they_are_named(void **state)
{
	static const uint32_t rows[] = { 4, 0, 2, 2, 14, UINT32_MAX, 13 };
	static const uint32_t expected[] = { 4, 2, 2, 13 };
	struct svcreg_record rec;
	struct svcreg_iter it;
	size_t n = 0;

	svcreg_rows(*state, rows, sizeof(rows) / sizeof(*rows), &it);
	while (svcreg_next(&it, &rec))
		assert_int_equal(rec.row, expected[n++]);
	assert_int_equal(n, 4);
	svcreg_rows(*state, NULL, 0, &it);
	assert_false(svcreg_next(&it, &rec));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(services_have_a_line_for_each_name_that_can_be_written),
		cmocka_unit_test(an_export_that_cannot_be_written_fails_and_tells_nothing),
		cmocka_unit_test(rows_are_walked_in_the_order_they_are_named),
	};

	return cmocka_run_group_tests(tests, open_csv, close_csv);
}
