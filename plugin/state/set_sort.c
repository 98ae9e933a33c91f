/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sort.h"
#include "state/state.h"

/* A whole key, so that numbers compare as keys do. */
static uint64_t packed_key(const void *item)
{
	const struct key *key = &((const struct element *)item)->key;

	return (uint64_t)key->protocol << 40 | (uint64_t)key->first << 24 |
	       (uint64_t)key->last << 8 | key->protocol_last;
}

int set_sort(struct set *set)
{
	return sort_by_number(set->elements, set->n, sizeof(*set->elements), packed_key);
}
