/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Overlapping openings of many owners, cut into disjoint pieces.
 */
#ifndef NFTSVC_PORTSET_H
#define NFTSVC_PORTSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "state/state.h"

struct policy_entry;
struct policy_service;

/** One owner's ports of one transport protocol. */
struct opening {
	uint16_t first; /* host byte order, ends inclusive */
	uint16_t last;
	uint8_t protocol;	       /* IPPROTO_... */
	const char *owner;	       /* service name; compared by content */
	uint64_t timeout;	       /* milliseconds; 0: permanent */
	const struct verdict *verdict; /* of a map; NULL: of a set */
	/* Origin of the ports; not read by portset_cut(). */
	const struct policy_entry *entry; /* names the service, in a set or in a group */
	const struct policy_entry
		*use; /* in a group: the set's entry that leads to it; else NULL */
	const struct policy_service *service; /* of the policy; NULL: registered */
};

/** Ports with the same owners; no other piece overlaps them. */
struct portset_piece {
	uint16_t first;
	uint16_t last;
	uint8_t protocol;
	const char *const *owners; /* sorted without regard to case, each once */
	size_t n_owners;
	uint64_t timeout;	       /* the longest of its openings; 0: permanent */
	const struct verdict *verdict; /* of one of its openings */
};

/** Maximum number of owners, summed over all pieces. */
#define PORTSET_OWNERS_MAX 4194304

/** timeout_outlasts - whether one timeout ends after another; 0 is permanent */
static inline bool timeout_outlasts(uint64_t a, uint64_t b)
{
	return a != b && (a == 0 || (b != 0 && a > b));
}

/**
 * portset_cut - cut openings into disjoint pieces
 * @arena: memory for the pieces; owners and verdicts are borrowed from @openings
 * @openings: in any order, overlapping as they like; sorted by the call
 * @n: how many
 * @pieces: set to the pieces, sorted by protocol, then port; neighbours with
 *	the same owners, timeout and verdict are one piece
 * @n_pieces: set to their number
 *
 * Return: 0, -ENOMEM, or -E2BIG for more than PORTSET_OWNERS_MAX owners: many
 * thousand ranges that overlap each other.
 */
int portset_cut(struct arena *arena, struct opening *openings, size_t n,
		struct portset_piece **pieces, size_t *n_pieces);

#endif
