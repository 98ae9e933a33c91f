/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch: when it acts, and what it tells only once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "watch/rate_limit.h"
#include "watch/reported.h"

static void without_a_cause_nothing_is_waited_for(void **state)
{
	struct rate_limit pace = { .delay = 20, .gap = 250 };

	(void)state;
	assert_int_equal(rate_limit_wait(&pace, 1000), -1);
	assert_false(rate_limit_take(&pace, 1000));
}

static void the_first_cause_is_acted_on_soon_and_once(void **state)
{
	struct rate_limit pace = { .delay = 20, .gap = 250 };

	(void)state;
	rate_limit_request(&pace, 5);
	assert_int_equal(rate_limit_wait(&pace, 5), 20);
	assert_false(rate_limit_take(&pace, 24));
	assert_int_equal(rate_limit_wait(&pace, 30), 0);
	assert_true(rate_limit_take(&pace, 30));
	assert_false(rate_limit_take(&pace, 31));
	assert_int_equal(rate_limit_wait(&pace, 31), -1);
}

static void causes_without_end_do_not_put_it_off(void **state)
{
	struct rate_limit pace = { .delay = 20, .gap = 250 };

	(void)state;
	for (uint64_t now = 100; now < 120; now++)
		rate_limit_request(&pace, now);
	assert_true(rate_limit_take(&pace, 120));
}

static void causes_without_end_are_acted_on_four_times_a_second(void **state)
{
	struct rate_limit pace = { .delay = 20, .gap = 250 };
	size_t acts = 0;

	(void)state;
	for (uint64_t now = 0; now < 10000; now++) {
		rate_limit_request(&pace, now);
		acts += rate_limit_take(&pace, now);
	}
	assert_in_range(acts, 39, 41);
}

static void after_a_failure_it_is_tried_later(void **state)
{
	struct rate_limit pace = { .delay = 20, .gap = 250 };

	(void)state;
	rate_limit_request(&pace, 0);
	assert_true(rate_limit_take(&pace, 20));
	rate_limit_delay(&pace, 20, 1000);
	assert_int_equal(rate_limit_wait(&pace, 20), 1000);
}

/* Returns the lines of a text that were not reported yet, for free(). */
static char *fresh(struct reported *seen, const char *text)
{
	char *lines = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&lines, &size);

	assert_non_null(out);
	assert_int_equal(reported_update(seen, text, out), 0);
	assert_int_equal(fclose(out), 0);
	return lines;
}

static void each_line_is_told_once_while_it_holds(void **state)
{
	static const struct {
		const char *text, *fresh;
	} steps[] = {
		{ "", "" },
		{ "b\na\n", "b\na\n" },
		{ "b\na\n", "" },
		{ "a\nc\nb\n", "c\n" },
		{ "c\n", "" },
		{ "a\nc\n", "a\n" },
		{ "", "" },
		{ "c\n", "c\n" },
		{ "cc\nc\n", "cc\n" },
	};
	struct reported seen = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		char *lines = fresh(&seen, steps[i].text);

		assert_string_equal(lines, steps[i].fresh);
		free(lines);
	}
	reported_free(&seen);
	assert_int_equal(seen.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_cause_nothing_is_waited_for),
		cmocka_unit_test(the_first_cause_is_acted_on_soon_and_once),
		cmocka_unit_test(causes_without_end_do_not_put_it_off),
		cmocka_unit_test(causes_without_end_are_acted_on_four_times_a_second),
		cmocka_unit_test(after_a_failure_it_is_tried_later),
		cmocka_unit_test(each_line_is_told_once_while_it_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
