/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two backends of a set of ports, and how each stores a range. */
#include <errno.h>

#include "state/state.h"

/* A catch-all is one element in any backend. */
static size_t count_ports(const struct element *element)
{
	return element->catchall ? 1 : (size_t)element->key.last - element->key.first + 1;
}

enum backend set_choose_backend(const struct set *set)
{
	/* The kernel stores such a set as a bitmap, and each addition walks through all of it. */
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

/* One element for each port of a range; NULL without memory. */
static struct element *split_range(struct arena *arena, const struct element *range)
{
	const size_t n = count_ports(range);
	struct element *singles = arena_alloc(arena, n * sizeof(*singles));

	for (size_t i = 0; singles && i < n; i++) {
		singles[i] = *range;
		singles[i].key.first = singles[i].key.last = (uint16_t)(range->key.first + i);
	}
	return singles;
}

static size_t set_shape_count(const struct set *set, enum backend backend)
{
	size_t total = 0;

	if (backend == BACKEND_INTERVAL)
		return set->n;
	for (size_t i = 0; i < set->n; i++)
		total += count_ports(&set->elements[i]);
	return total;
}

int set_shape(struct arena *arena, const struct set *set, enum backend backend,
	      const struct element *const **elements, size_t *n)
{
	const bool ranges = backend == BACKEND_INTERVAL;
	const size_t total = set_shape_count(set, backend);
	const struct element **list;
	size_t at = 0;

	list = arena_alloc(arena, total * sizeof(const struct element *));
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < set->n; i++) {
		const struct element *element = &set->elements[i];
		const size_t ports = ranges ? 1 : count_ports(element);

		if (ports > 1)
			element = split_range(arena, element);
		if (!element)
			return -ENOMEM;
		for (size_t j = 0; j < ports; j++)
			list[at++] = &element[j];
	}
	*elements = list;
	*n = total;
	return 0;
}

/*
 * A set must be able to double without a new declaration. The kernel allocates a power
 * of two of buckets, at least 4/3 of the size, so 3/4 of a power of two wastes none. Few
 * buckets matter: each part of a dump walks through all buckets before it again.
 */
uint32_t set_declared_size(size_t n)
{
	uint32_t size = 192;

	if (n <= 64)
		return 128;
	while (size < UINT32_MAX / 2 && size < 2 * n)
		size *= 2;
	return size;
}
