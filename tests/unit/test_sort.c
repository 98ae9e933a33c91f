/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sort.h"

/* Of no round size, with what came first in it. */
struct item {
	uint64_t number;
	uint32_t came;
	char name[20];
};

static uint64_t number_of(const void *item)
{
	return ((const struct item *)item)->number;
}

/* Sorts so many numbers that differ in the bits of @mask, and looks at what came out. */
static void sort_masked(size_t n, uint64_t mask)
{
	struct item *items = calloc(n + 1, sizeof(*items));
	unsigned char *seen = calloc(n + 1, 1);
	uint64_t random = n ^ mask;

	assert_non_null(items);
	assert_non_null(seen);
	for (size_t i = 0; i < n; i++) {
		random = random * 6364136223846793005 + 1442695040888963407;
		items[i].number = (random ^ random >> 32) & mask;
		items[i].came = (uint32_t)i;
		items[i].name[19] = (char)i;
	}
	assert_int_equal(sort_by_number(items, n, sizeof(*items), number_of), 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(items[i].name[19], (char)items[i].came);
		assert_int_equal(seen[items[i].came]++, 0);
		if (!i)
			continue;
		assert_true(items[i - 1].number <= items[i].number);
		if (items[i - 1].number == items[i].number)
			assert_true(items[i - 1].came < items[i].came);
	}
	assert_int_equal(items[n].number, 0);
	free(seen);
	free(items);
}

static void numbers_come_in_order_and_equal_ones_as_they_came(void **state)
{
	static const size_t sizes[] = { 0, 1, 2, 3, 100, 127, 128, 129, 1000, 20000 };
	static const uint64_t masks[] = {
		0, 1, 0xff, 0x100, 0xffff, 0xff000000ff, 0x8000000000000000, UINT64_MAX,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		for (size_t j = 0; j < sizeof(masks) / sizeof(*masks); j++)
			sort_masked(sizes[i], masks[j]);
}

static void what_is_in_order_or_backwards_is_sorted_too(void **state)
{
	struct item items[300];

	(void)state;
	for (int backwards = 0; backwards <= 1; backwards++) {
		for (uint32_t i = 0; i < 300; i++)
			items[i] = (struct item){ .number = backwards ? 1000 - i : i, .came = i };
		assert_int_equal(sort_by_number(items, 300, sizeof(*items), number_of), 0);
		for (uint32_t i = 0; i < 300; i++)
			assert_int_equal(items[i].came, backwards ? 299 - i : i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_in_order_and_equal_ones_as_they_came),
		cmocka_unit_test(what_is_in_order_or_backwards_is_sorted_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
