/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/interval.h"

#include <errno.h>
#include <stdlib.h>

int interval_ends_add(struct arena *arena, struct interval_ends *ends, uint16_t port)
{
	uint16_t *ports = arena_grow(arena, ends->ports, ends->n, &ends->room, sizeof(*ports));

	if (!ports)
		return -ENOMEM;
	ends->ports = ports;
	ports[ends->n++] = port;
	return 0;
}

static int by_port(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

int intervals_close(struct set *set, struct interval_ends *ends)
{
	size_t end = 0;
	int err = set_sort(set);

	if (err)
		return err;
	if (ends->n)
		qsort(ends->ports, ends->n, sizeof(*ends->ports), by_port);
	for (size_t i = 0; i < set->n; i++) {
		struct key *key = &set->elements[i].key;

		if (set->elements[i].catchall)
			continue;
		while (end < ends->n && ends->ports[end] <= key->first)
			end++;
		key->last = end < ends->n ? (uint16_t)(ends->ports[end] - 1) : UINT16_MAX;
	}
	return 0;
}
