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
 * answer_add_previous - add the records that a former registry had of a name
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
int answer_add_previous(struct arena *arena, const struct svcreg *reg, const struct svcreg *former,
			struct answer *answer);

/**
 * answer_other_names - the other names of a row's port and transport
 * @arena: memory for the text
 * @reg: the registry
 * @row: the row; of a former one, all names that have its port now
 *
 * Return: the names with a blank between them, "" if there are none, or NULL
 * without memory.
 */
const char *answer_other_names(struct arena *arena, const struct svcreg *reg,
			       const struct answer_row *row);

/**
 * answers_walk - the records of answers, each of them once, in registry order
 * @arena: memory for the walk
 * @reg: the registry
 * @answers: as answer_find() made them
 * @n: how many
 * @it: set to the walk
 *
 * Return: 0 or -ENOMEM.
 */
int answers_walk(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 size_t n, struct svcreg_iter *it);

/**
 * contacts_named - the contacts that the records of a walk name
 * @arena: memory for @marks
 * @it: the walk; it is not moved
 * @marks: set to one for each contact of the registry, by number: true where it is named
 *
 * Return: 0 or -ENOMEM.
 */
int contacts_named(struct arena *arena, const struct svcreg_iter *it, bool **marks);

#endif
