/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters and elements of the kernel's sets, added up by the services that own them. */
#ifndef NFTSVC_TALLY_H
#define NFTSVC_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/state.h"

/**
 * All elements of one set with the same owners and the same verdict. An element with several owners
 * is in one row, "http+www": no packet is counted twice.
 */
struct tally_row {
	const struct table *table; /* borrowed from the live state */
	const struct set *set;
	const char *services;	       /* NULL: elements that are not ours */
	const struct verdict *verdict; /* borrowed; NULL: not in a map */
	const struct element *first;   /* borrowed, sorted by key; NULL if there are none */
	size_t elements;
	bool counted; /* whether packets and bytes say something */
	uint64_t packets;
	uint64_t bytes;
	bool timed;	  /* some of them have a timeout */
	uint64_t expires; /* milliseconds until the first of them runs out */
};

/** The elements of one set. */
struct tally_set {
	const struct table *table; /* borrowed from the live state */
	const struct set *set;
	size_t elements; /* all of them */
	size_t foreign;	 /* those that are not ours */
};

/**
 * tally - add up the managed sets of a live state
 * @arena: memory for the rows
 * @live: the state; the order of its elements is changed
 * @wanted: only these sets are looked at; NULL: all that are ours or have elements of ours
 * @rows: set to the rows, set by set; a set without elements has one, too
 * @n: set to their number
 *
 * Return: 0 or -ENOMEM.
 */
int tally(struct arena *arena, struct state *live, const struct state *wanted,
	  struct tally_row **rows, size_t *n);

/**
 * tally_sets - the sets that rows are about
 * @arena: memory for the sets
 * @rows: from tally()
 * @sets: set to the sets, in the order of the rows
 *
 * Return: 0 or -ENOMEM.
 */
int tally_sets(struct arena *arena, const struct tally_row *rows, size_t n_rows,
	       struct tally_set **sets, size_t *n);

#endif
