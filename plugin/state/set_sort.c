/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/sort.h"
#include "state/state.h"

static uint64_t number_of(const void *item)
{
	return key_number(&((const struct element *)item)->key);
}

int set_sort(struct set *set)
{
	return sort_by_number(set->elements, set->n, sizeof(*set->elements), number_of);
}
