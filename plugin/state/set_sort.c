/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sort.h"
#include "state/state.h"

static uint64_t number_of(const void *item)
{
	return key_number(&((const struct element *)item)->key);
}

static uint64_t start_of(const void *item)
{
	const struct key *key = &((const struct element *)item)->key;

	return (uint64_t)key->protocol << 16 | key->first;
}

/* Where none overlaps another, as in the kernel, their starts say all: half of the digits. */
int set_sort(struct set *set)
{
	int err = sort_by_number(set->elements, set->n, sizeof(*set->elements), start_of);

	return err ? err : sort_by_number(set->elements, set->n, sizeof(*set->elements), number_of);
}
