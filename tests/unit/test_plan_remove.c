/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "written_plan.h"

static const char *const https[] = { "443/tcp https", NULL };
static const char *const nothing[] = { NULL };

static void remove_takes_what_is_ours_and_no_more(void **state)
{
	static const char *const mixed[] = { "443/tcp https", "22/tcp", NULL };
	struct rule_ref rule = { .chain = "input", .handle = 4 };
	struct fixture f = { 0 };
	struct set *live = write_set(&f.live, https);

	(void)state;
	write_set(&f.wanted, nothing);
	f.live.tables[0].use = 1;
	assert_string_equal(read_remove(&f), "-set");
	f.live.tables[0].ours = true;
	assert_string_equal(read_remove(&f), "-set -table");
	f.live.tables[0].use = 2;
	assert_string_equal(read_remove(&f), "-set");

	live->rules = &rule;
	live->n_rules = 1;
	assert_string_equal(read_remove(&f), "-443/tcp !held:web");
	live->ours = false;
	assert_string_equal(read_remove(&f), "-443/tcp");

	live->n_rules = 0;
	live->ours = true;
	write_element(&f.live, live, mixed[1]);
	assert_string_equal(read_remove(&f), "-443/tcp !foreign:22/tcp");
	tear_down(&f);
}

static void remove_of_what_is_not_there_does_nothing(void **state)
{
	struct fixture f = { 0 };

	(void)state;
	write_set(&f.wanted, https);
	assert_string_equal(read_remove(&f), "");
	state_add_table(&f.live, INET, "filter");
	assert_string_equal(read_remove(&f), "");
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remove_takes_what_is_ours_and_no_more),
		cmocka_unit_test(remove_of_what_is_not_there_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
