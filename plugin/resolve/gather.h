/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables and sets of all policies, with the parts of a table together. */
#ifndef NFTSVC_GATHER_H
#define NFTSVC_GATHER_H

#include "resolve/resolver.h"

/** A table as it is written, once or in parts. */
struct table_ref {
	const struct policy_table *table;
	const struct scope *scope;
	size_t order;
	size_t leader; /* order of the first part */
};

/** A set as it is written. */
struct set_ref {
	const struct policy_set *set;
	const struct scope *scope;
	const char *table;
	size_t order;
	size_t leader; /* of its table */
	bool repeated; /* another one has its name, or one of its names: it is not made */
};

struct refs {
	struct table_ref *tables; /* as they are written */
	size_t n_tables;
	struct set_ref *sets; /* in the order of their tables' first parts */
	size_t n_sets;
};

/**
 * gather - all tables and sets, in the order in which they are first written
 *
 * Sets that have the name of another one are reported.
 *
 * Return: 0 or -ENOMEM.
 */
int gather(struct resolver *r, const struct policy *policies, size_t n, struct refs *refs);

#endif
