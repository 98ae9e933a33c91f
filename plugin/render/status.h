/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output of status, in its formats. Errors of @out are left for ferror(). */
#ifndef NFTSVC_RENDER_STATUS_H
#define NFTSVC_RENDER_STATUS_H

#include <stdbool.h>
#include <stdio.h>

#include "apply/record.h"
#include "state/tally.h"

/** An apply that waits to be confirmed. */
struct waiting {
	uint64_t until; /* seconds since 1970, UTC */
	bool guarded;	/* there is a process that takes it back then */
	bool overdue;	/* it should have been, and goes on trying */
};

/** All of it is borrowed. */
struct overview {
	const struct tally_row *rows;
	size_t n_rows;
	const struct tally_set *sets;
	size_t n_sets;
	const struct record *record;   /* of what was applied */
	const struct waiting *waiting; /* NULL: nothing waits */
};

/** overview_table - for people; 0 or -ENOMEM */
int overview_table(const struct overview *overview, FILE *out);

/** overview_json - for programs; the shape is documented in nftsvc.json(5). 0 or -ENOMEM */
int overview_json(const struct overview *overview, FILE *out);

/** overview_prometheus - a file for the textfile collector of node_exporter */
void overview_prometheus(const struct overview *overview, FILE *out);

/** overview_applied - the apply that a set has its content from, or NULL */
const struct applied *overview_applied(const struct overview *overview,
				       const struct tally_set *tally);

/** row_ports - "80/tcp 6000-6063/tcp", neighbours as one range; NULL without memory */
const char *row_ports(struct arena *arena, const struct tally_row *row);

/** Room for the text of when_text(). */
#define WHEN_SIZE 32

/** when_text - seconds since 1970 as "2026-11-23T04:05:06Z"; "" for what is no date */
const char *when_text(uint64_t when, char text[static WHEN_SIZE]);

#endif
