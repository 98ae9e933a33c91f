/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What show is asked: a name or ports, and transports behind a slash. */
#ifndef NFTSVC_QUERY_H
#define NFTSVC_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "svcreg.h"

struct query {
	const char *text; /* as it was asked, borrowed */
	const char *name; /* NULL: ports are asked for */
	uint16_t first;	  /* ends inclusive; 0 for a name */
	uint16_t last;
	unsigned int transports; /* TRANSPORT_BIT()s; 0: none was named, or "*" */
};

enum query_error {
	QUERY_OK,
	QUERY_NO_MEMORY,
	QUERY_BAD_PORT,	     /* beyond 65535, or no number */
	QUERY_INVERTED,	     /* the range's last port is below its first */
	QUERY_BAD_TRANSPORT, /* of a port: the registry has no such transport */
};

/**
 * query_parse - understand a query
 * @arena: memory for a name that is cut from @text
 * @reg: the registry: a text that is a name there is a name, whatever is in it
 * @text: "https", "https/tcp+udp", "914c/g", "443", "443/udp", "6000-6010/tcp"
 * @query: filled in; untouched on failure
 *
 * What begins with a digit and has digits and '-' only is ports.
 */
enum query_error query_parse(struct arena *arena, const struct svcreg *reg, const char *text,
			     struct query *query);

#endif
