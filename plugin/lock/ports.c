/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lock/ports.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Maximum number of ports in a text. */
#define PORTS_SHOWN 6

int port_list_add(struct arena *arena, struct port_list *ports, enum svcreg_transport transport,
		  uint16_t first, uint16_t last)
{
	struct port_range *list = arena_grow(arena, ports->list, ports->n, &ports->room,
					     sizeof(*list));

	if (!list)
		return -ENOMEM;
	ports->list = list;
	list[ports->n++] = (struct port_range){ transport, first, last };
	return 0;
}

static int compare_ports(const void *a, const void *b)
{
	const struct port_range *x = a, *y = b;

	if (x->transport != y->transport)
		return x->transport < y->transport ? -1 : 1;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (int)x->last - (int)y->last;
}

void port_list_sort(struct port_list *ports)
{
	size_t n = 0;

	if (ports->n)
		qsort(ports->list, ports->n, sizeof(*ports->list), compare_ports);
	for (size_t i = 0; i < ports->n; i++) {
		const struct port_range *next = &ports->list[i];
		struct port_range *before = n ? &ports->list[n - 1] : NULL;

		if (!before || before->transport != next->transport ||
		    next->first > before->last + 1)
			ports->list[n++] = *next;
		else if (next->last > before->last)
			before->last = next->last;
	}
	ports->n = n;
}

int port_list_of(struct arena *arena, const struct svcreg_iter *records, struct port_list *ports)
{
	struct svcreg_iter rows = *records;
	struct port_list found = { 0 };
	struct svcreg_record record;

	while (svcreg_next(&rows, &record)) {
		/* No policy can open another transport, so no lock has one. */
		if (record.has_port && record.transport != SVCREG_OTHER_TRANSPORT &&
		    port_list_add(arena, &found, record.transport, record.first, record.last))
			return -ENOMEM;
	}
	port_list_sort(&found);
	*ports = found;
	return 0;
}

/* The index of a transport's first ports in a sorted list, or where they would be. */
static size_t transport_start(const struct port_list *ports, enum svcreg_transport transport)
{
	size_t i = 0;

	while (i < ports->n && ports->list[i].transport < transport)
		i++;
	return i;
}

/* Subtract the ranges of @b from index @i to @end from one range. */
static int cut(struct arena *arena, const struct port_range *from, const struct port_list *b,
	       size_t i, size_t end, struct port_list *rest)
{
	uint32_t first = from->first;

	for (; i < end && b->list[i].first <= from->last; i++) {
		if (b->list[i].first > first &&
		    port_list_add(arena, rest, from->transport, (uint16_t)first,
				  (uint16_t)(b->list[i].first - 1)))
			return -ENOMEM;
		first = (uint32_t)b->list[i].last + 1;
	}
	if (first > from->last)
		return 0;
	return port_list_add(arena, rest, from->transport, (uint16_t)first, from->last);
}

/* Subtract ports of the same transport, or those without one. */
static int take(struct arena *arena, const struct port_list *a, const struct port_list *b,
		bool of_none, struct port_list *rest)
{
	size_t i = 0, end = 0;

	for (size_t j = 0; j < a->n; j++) {
		const struct port_range *from = &a->list[j];
		enum svcreg_transport transport = of_none ? SVCREG_NO_TRANSPORT : from->transport;

		if (!j || from->transport != a->list[j - 1].transport) {
			i = transport_start(b, transport);
			end = i;
			while (end < b->n && b->list[end].transport == transport)
				end++;
		}
		while (i < end && b->list[i].last < from->first)
			i++;
		if (cut(arena, from, b, i, end, rest))
			return -ENOMEM;
	}
	return 0;
}

int port_list_minus(struct arena *arena, const struct port_list *a, const struct port_list *b,
		    struct port_list *rest)
{
	struct port_list same = { 0 }, left = { 0 };

	if (take(arena, a, b, false, &same) || take(arena, &same, b, true, &left))
		return -ENOMEM;
	*rest = left;
	return 0;
}

const char *port_range_transport(enum svcreg_transport transport)
{
	return transport ? svcreg_transport_name(transport) : "any";
}

const char *port_range_text(const struct port_range *ports, char text[static PORT_RANGE_TEXT_SIZE])
{
	const char *transport = port_range_transport(ports->transport);

	if (ports->first == ports->last)
		snprintf(text, PORT_RANGE_TEXT_SIZE, "%u/%s", ports->first, transport);
	else
		snprintf(text, PORT_RANGE_TEXT_SIZE, "%u-%u/%s", ports->first, ports->last,
			 transport);
	return text;
}

const char *port_list_text(struct arena *arena, const struct port_list *ports)
{
	const char *all = "";
	char text[PORT_RANGE_TEXT_SIZE];

	for (size_t i = 0; i < ports->n && i < PORTS_SHOWN && all; i++)
		all = arena_printf(arena, "%s%s%s", all, i ? ", " : "",
				   port_range_text(&ports->list[i], text));
	if (all && ports->n > PORTS_SHOWN)
		all = arena_printf(arena, "%s and %zu more", all, ports->n - PORTS_SHOWN);
	return all;
}
