/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Elements in the order of their keys. They are large and come by the ten
 * thousand: their keys are sorted, and each element is moved once.
 */
#include <errno.h>
#include <stdlib.h>

#include "state/state.h"

struct place {
	uint64_t key;	/* a whole struct key, so that numbers compare as keys do */
	uint32_t index; /* where the element is now */
};

static uint64_t packed(const struct key *key)
{
	return (uint64_t)key->protocol << 40 | (uint64_t)key->first << 24 |
	       (uint64_t)key->last << 8 | key->protocol_last;
}

static int by_key(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static bool is_sorted(const struct set *set)
{
	for (size_t i = 1; i < set->n; i++)
		if (key_compare(&set->elements[i - 1].key, &set->elements[i].key) > 0)
			return false;
	return true;
}

/* Along each cycle of the permutation, every element goes where it belongs. */
static void move_elements(struct set *set, struct place *places)
{
	for (uint32_t i = 0; i < set->n; i++) {
		struct element first = set->elements[i];
		uint32_t at = i;

		while (places[at].index != i) {
			uint32_t from = places[at].index;

			set->elements[at] = set->elements[from];
			places[at].index = at;
			at = from;
		}
		set->elements[at] = first;
		places[at].index = at;
	}
}

int set_sort(struct set *set)
{
	struct place *places;

	if (is_sorted(set))
		return 0;
	places = malloc(set->n * sizeof(*places));
	if (!places)
		return -ENOMEM;
	for (uint32_t i = 0; i < set->n; i++)
		places[i] = (struct place){ packed(&set->elements[i].key), i };
	qsort(places, set->n, sizeof(*places), by_key);
	move_elements(set, places);
	free(places);
	return 0;
}
