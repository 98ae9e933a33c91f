/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a registry says to a query: its records, and the ports that have none. */
#ifndef NFTSVC_ANSWER_H
#define NFTSVC_ANSWER_H

#include "query/query.h"

/** A record, or a run of ports without one. */
struct answer_row {
	struct svcreg_record rec; /* borrowed from the registry; of a run: only transport, first,
				     last and has_port say something */
	bool has_record;
	bool former;		   /* the record tells what the name was */
	enum svcreg_status status; /* of the ports, for the first of them that was asked for;
				      nothing where the record has no port */
};

struct answer {
	struct query query;
	bool found; /* a name: it has records; ports: one is assigned or reserved */
	struct answer_row *rows;
	size_t n;
	size_t room;
};

/**
 * answer_find - answer a query
 * @arena: memory for the answer
 * @reg: the registry
 * @query: what is asked
 * @answer: zero-initialised; filled in
 *
 * The rows of a name are its records by transport and port, then those that
 * tell what it was. The rows of ports are sorted by port, transport and row; a
 * run of ports without a record has one transport, status and range. Without
 * transports in the query there are runs for tcp and udp only.
 *
 * Return: 0 or -ENOMEM.
 */
int answer_find(struct arena *arena, const struct svcreg *reg, const struct query *query,
		struct answer *answer);

/**
 * answer_others - the other names of a row's port and transport
 * @arena: memory for the text
 * @reg: the registry
 * @row: the row
 *
 * Return: the names with a blank between them, "" if there are none, or NULL
 * without memory.
 */
const char *answer_others(struct arena *arena, const struct svcreg *reg,
			  const struct answer_row *row);

#endif
