/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's sets have, added up by the services that own it. */
#ifndef NFTSVC_TALLY_H
#define NFTSVC_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state.h"

/**
 * All elements of one set with the same owners. An element with several owners
 * is in one row, "http+www": no packet is counted twice.
 */
struct tally_row {
	const struct table *table; /* borrowed from the live state */
	const struct set *set;
	const char *services; /* NULL: elements that are not ours */
	const char *ports;    /* "80/tcp 6000-6063/tcp": neighbours are one range */
	size_t elements;
	bool counted; /* whether packets and bytes say something */
	uint64_t packets;
	uint64_t bytes;
};

/**
 * tally - add up the managed sets of a live state
 * @arena: memory for the rows
 * @live: the state; the order of its elements is changed
 * @wanted: only these sets are looked at; NULL: all that are ours or have elements of ours
 * @rows: set to the rows, set by set; a set without elements has one, without ports
 * @n: set to their number
 *
 * Return: 0 or -ENOMEM.
 */
int tally(struct arena *arena, struct state *live, const struct state *wanted,
	  struct tally_row **rows, size_t *n);

#endif
