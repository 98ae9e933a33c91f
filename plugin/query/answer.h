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
	const struct svcreg *of;   /* a former registry, which the record is of; NULL: it is not */
	enum svcreg_status status; /* of the ports, for the first of them that was asked for;
				      nothing where the record has no port */
};

struct answer {
	struct query query;
	bool found; /* a name: it has records; ports: one is assigned or reserved */
	struct answer_row *rows;
	size_t n;
	size_t room;
	const char *renamed_to; /* what a name that has no port any more is called now, or NULL */
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
 * answer_add_past - add the records that a former registry had of a name
 * @arena: memory for the answer
 * @reg: the registry that was asked
 * @former: the former one; borrowed as long as the answer
 * @answer: for a name that has no port in @reg
 *
 * Ports of which @answer has a record that tells of the name are left out. Behind
 * them come the records of @reg that have remarks on these ports, where nobody has
 * them. The status of a row is what the ports are now.
 *
 * Return: 0 or -ENOMEM.
 */
int answer_add_past(struct arena *arena, const struct svcreg *reg, const struct svcreg *former,
		    struct answer *answer);

/**
 * answer_others - the other names of a row's port and transport
 * @arena: memory for the text
 * @reg: the registry
 * @row: the row; of a former one, all names that have its port now
 *
 * Return: the names with a blank between them, "" if there are none, or NULL
 * without memory.
 */
const char *answer_others(struct arena *arena, const struct svcreg *reg,
			  const struct answer_row *row);

#endif
