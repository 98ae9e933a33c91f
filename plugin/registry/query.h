/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queries of show, and their answers: records of a name, or records and gaps of ports. */
#ifndef NFTSVC_QUERY_H
#define NFTSVC_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "svcreg.h"

struct query {
	const char *text; /* as written, borrowed */
	const char *name; /* NULL: a query for ports */
	uint16_t first;	  /* ends inclusive; 0 for a name */
	uint16_t last;
	unsigned int transports; /* TRANSPORT_BIT()s; 0: none given, or "*" */
};

enum query_error {
	QUERY_OK,
	QUERY_NO_MEMORY,
	QUERY_BAD_PORT,	     /* beyond 65535, or no number */
	QUERY_INVERTED,	     /* the range's last port is below its first */
	QUERY_BAD_TRANSPORT, /* of a port: the registry has no such transport */
};

/**
 * query_parse - parse a query
 * @arena: memory for a name that is cut from @text
 * @reg: a text that is a name in this registry is read as a name
 * @text: "https", "https/tcp+udp", "914c/g", "443", "443/udp", "6000-6010/tcp"
 * @query: filled in; untouched on failure
 *
 * Text of digits and "-" that begins with a digit is ports.
 */
enum query_error query_parse(struct arena *arena, const struct svcreg *reg, const char *text,
			     struct query *query);

/** A record, or a run of ports without one. */
struct answer_row {
	struct svcreg_record rec; /* borrowed from the registry; a run only sets transport,
				     first, last and has_port */
	bool has_record;
	bool former; /* the record says what the name was */
	const struct svcreg
		*of; /* the previous registry that has the record; NULL: the one asked */
	enum svcreg_status status; /* of the first port asked for, if the record has a port */
};

struct answer {
	struct query query;
	bool found; /* a name: it has records; ports: one is assigned or reserved */
	struct answer_row *rows;
	size_t n;
	size_t room;
	const char *renamed_to; /* present name of one without a port, or NULL */
};

/**
 * answer_find - answer a query
 * @arena: memory for the answer
 * @reg: the registry
 * @query: the query
 * @answer: zero-initialised; filled in
 *
 * A name's rows are its records by transport and port, then records that say what it was.
 * Rows of ports are sorted by port, transport and row; ports without a record form runs of
 * one transport, status and range. If the query has no transports, only tcp and udp have
 * runs.
 *
 * Return: 0 or -ENOMEM.
 */
int answer_find(struct arena *arena, const struct svcreg *reg, const struct query *query,
		struct answer *answer);

/**
 * answer_add_previous - add the records that a previous registry has of a name
 * @arena: memory for the answer
 * @reg: the registry that was asked
 * @former: the previous one; borrowed as long as the answer is used
 * @answer: for a name that has no port in @reg
 *
 * Ports that a record in @answer explains already are left out. Then follow the records of
 * @reg with remarks on these ports, if nobody has the ports now. The status of a row is the
 * present one.
 *
 * Return: 0 or -ENOMEM.
 */
int answer_add_previous(struct arena *arena, const struct svcreg *reg, const struct svcreg *former,
			struct answer *answer);

/**
 * answer_other_names - list the other names of a row's port and transport
 * @arena: memory for the text
 * @reg: the registry
 * @row: the row; for a former record, all names that have its port now
 *
 * Return: the names separated by blanks, "" if there are none, NULL if out of memory.
 */
const char *answer_other_names(struct arena *arena, const struct svcreg *reg,
			       const struct answer_row *row);

/**
 * answers_walk - walk over the records of answers, each once, in registry order
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
 * contacts_named - find the contacts that the records of a walk name
 * @arena: memory for @marks
 * @it: the walk; it is not moved
 * @marks: set to an array with a flag for each contact of the registry, by number
 *
 * Return: 0 or -ENOMEM.
 */
int contacts_named(struct arena *arena, const struct svcreg_iter *it, bool **marks);

#endif
