/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of ports of a name, sorted so that they can be compared and written. */
#ifndef NFTSVC_LOCK_PORTS_H
#define NFTSVC_LOCK_PORTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "svcreg.h"

/** Ports of one transport; SVCREG_NO_TRANSPORT: of whichever transport a policy writes. */
struct port_range {
	enum svcreg_transport transport;
	uint16_t first; /* host byte order, ends inclusive */
	uint16_t last;
};

/** A list of them; zero-initialise it. */
struct port_list {
	struct port_range *list;
	size_t n;
	size_t room;
};

/** port_list_add - append ports; 0 or -ENOMEM */
int port_list_add(struct arena *arena, struct port_list *ports, enum svcreg_transport transport,
		  uint16_t first, uint16_t last);

/** port_list_sort - sort by transport and port, and join ranges that overlap or touch */
void port_list_sort(struct port_list *ports);

/** port_list_of - the sorted ports of a name's records; 0 or -ENOMEM */
int port_list_of(struct arena *arena, const struct svcreg_iter *records, struct port_list *ports);

/**
 * port_list_minus - the ports that one name has and another lacks
 * @a: sorted
 * @b: sorted; its ports without a transport match those of every transport
 * @rest: set to the ports in @a that are not in @b, sorted
 *
 * Return: 0 or -ENOMEM.
 */
int port_list_minus(struct arena *arena, const struct port_list *a, const struct port_list *b,
		    struct port_list *rest);

/** port_range_transport - "tcp", and "any" for SVCREG_NO_TRANSPORT */
const char *port_range_transport(enum svcreg_transport transport);

/** Room for "60000-61000/dccp". */
#define PORT_RANGE_TEXT_SIZE 17

/** port_range_text - "8090/tcp" or "6000-6063/udp" */
const char *port_range_text(const struct port_range *ports, char text[static PORT_RANGE_TEXT_SIZE]);

/** port_list_text - a list with commas, cut after the first few; NULL without memory */
const char *port_list_text(struct arena *arena, const struct port_list *ports);

#endif
