/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two ways in which the kernel keeps a set of ports, and what each makes of a range. */
#include <errno.h>

#include "state/state.h"

/* A catch-all is one element however the set is kept. */
static size_t count_ports(const struct element *element)
{
	return element->catchall ? 1 : (size_t)element->key.last - element->key.first + 1;
}

enum backend set_choose_backend(const struct set *set)
{
	/* The kernel keeps such a set as a bitmap, and goes through all of it for each addition. */
	bool bitmap = set->type == SET_PORT && !set->counter && !set->timeouts;
	size_t in_ranges = 0, total = 0;

	for (size_t i = 0; i < set->n; i++) {
		size_t ports = count_ports(&set->elements[i]);

		total += ports;
		if (ports > 1)
			in_ranges += ports;
	}
	if (in_ranges > HASH_RANGE_PORTS_MAX || (bitmap && total > BITMAP_PORTS_MAX))
		return BACKEND_INTERVAL;
	return BACKEND_HASH;
}

int set_shape(struct arena *arena, const struct set *set, enum backend backend,
	      const struct element **elements, size_t *n)
{
	struct element *singles;
	size_t total = 0;
	size_t at = 0;

	for (size_t i = 0; i < set->n; i++)
		total += count_ports(&set->elements[i]);
	if (backend == BACKEND_INTERVAL || total == set->n) {
		*elements = set->elements;
		*n = set->n;
		return 0;
	}

	singles = arena_alloc(arena, total * sizeof(*singles));
	if (!singles)
		return -ENOMEM;
	for (size_t i = 0; i < set->n; i++) {
		const struct element *range = &set->elements[i];

		if (range->catchall) {
			singles[at++] = *range;
			continue;
		}
		for (uint32_t port = range->key.first; port <= range->key.last; port++) {
			singles[at] = *range;
			singles[at].key.first = (uint16_t)port;
			singles[at++].key.last = (uint16_t)port;
		}
	}
	*elements = singles;
	*n = total;
	return 0;
}

uint32_t set_declared_size(size_t n)
{
	uint32_t size = 128;

	/* A set that doubles must not need another declaration. */
	while (size < UINT32_MAX / 2 && size < 2 * n)
		size *= 2;
	return size;
}
