/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/sort.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

#define DIGITS 8
#define DIGIT_VALUES 256

/* Below that, counting the values of digits costs more than comparing. */
#define FEW 128

struct place {
	uint64_t number;
	uint32_t index; /* where the element is now */
};

/* Two of each place, to go from one to the other, and an element on the way. */
struct places {
	struct place *now;
	struct place *next;
	unsigned char *element;
};

static int compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static unsigned int digit_of(uint64_t number, unsigned int digit)
{
	return number >> 8 * digit & (DIGIT_VALUES - 1);
}

/* Keeps the order of those that have the same digit. */
static void sort_by_digit(struct places *places, size_t n, unsigned int digit)
{
	struct place *const now = places->now;
	uint32_t begin[DIGIT_VALUES] = { 0 };
	uint32_t behind = 0;

	for (size_t i = 0; i < n; i++)
		begin[digit_of(now[i].number, digit)]++;
	for (unsigned int value = 0; value < DIGIT_VALUES; value++) {
		const uint32_t count = begin[value];

		begin[value] = behind;
		behind += count;
	}
	for (size_t i = 0; i < n; i++)
		places->next[begin[digit_of(now[i].number, digit)]++] = now[i];
	places->now = places->next;
	places->next = now;
}

/* By the last digit first; those that all have the same say nothing. */
static void sort_places(struct places *places, size_t n)
{
	uint64_t differing = 0;

	if (n < FEW) {
		qsort(places->now, n, sizeof(*places->now), compare);
		return;
	}
	for (size_t i = 1; i < n; i++)
		differing |= places->now[i].number ^ places->now[0].number;
	for (unsigned int digit = 0; digit < DIGITS; digit++)
		if (digit_of(differing, digit))
			sort_by_digit(places, n, digit);
}

/* Along each cycle of the permutation, every element goes where it belongs. */
static void move_items(const struct places *places, unsigned char *items, size_t n, size_t size)
{
	struct place *to = places->now;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t at = i;

		if (to[i].index == i)
			continue;
		memcpy(places->element, items + i * size, size);
		while (to[at].index != i) {
			const uint32_t from = to[at].index;

			memcpy(items + at * size, items + from * size, size);
			to[at].index = at;
			at = from;
		}
		memcpy(items + at * size, places->element, size);
		to[at].index = at;
	}
}

static bool is_sorted(const unsigned char *items, size_t n, size_t size,
		      uint64_t (*number)(const void *item))
{
	uint64_t before = 0;

	for (size_t i = 0; i < n; i++) {
		const uint64_t now = number(items + i * size);

		if (now < before)
			return false;
		before = now;
	}
	return true;
}

int sort_by_number(void *items, size_t n, size_t size, uint64_t (*number)(const void *item))
{
	unsigned char *const bytes = items;
	struct places places;
	void *memory;

	if (is_sorted(bytes, n, size, number))
		return 0;
	memory = malloc(2 * n * sizeof(*places.now) + size);
	if (!memory)
		return -ENOMEM;
	pages_expect(memory, 2 * n * sizeof(*places.now));
	places.now = memory;
	places.next = places.now + n;
	places.element = (unsigned char *)(places.next + n);
	for (uint32_t i = 0; i < n; i++)
		places.now[i] = (struct place){ number(bytes + i * size), i };
	sort_places(&places, n);
	move_items(&places, bytes, n, size);
	free(memory);
	return 0;
}
