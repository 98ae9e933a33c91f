/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ports by transport with their owners: overlapping openings in, disjoint
 * elements out.
 */
#ifndef NFTSVC_PORTSET_H
#define NFTSVC_PORTSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/** One owner's ports of one transport protocol. */
struct opening {
	uint16_t first; /* host byte order, ends inclusive */
	uint16_t last;
	uint8_t protocol;  /* IPPROTO_... */
	const char *owner; /* service name; compared by content */
};

/** A piece that no other of its portset overlaps. */
struct portset_piece {
	uint16_t first;
	uint16_t last;
	uint8_t protocol;
	const char *const *owners; /* sorted without regard to case, each once */
	size_t n_owners;
};

/** So many owners of pieces, a piece's counted anew for each, are the most that are told. */
#define PORTSET_OWNERS_MAX 4194304

/**
 * portset_cut - cut openings into disjoint pieces
 * @arena: memory for the pieces; the owners' names are borrowed from @openings
 * @openings: in any order, overlapping as they like; sorted by the call
 * @n: how many
 * @pieces: set to the pieces, sorted by protocol, then port; neighbours with
 *	the same owners are one piece
 * @n_pieces: set to their number
 *
 * Return: 0, -ENOMEM, or -E2BIG for more than PORTSET_OWNERS_MAX owners: many
 * thousand ranges that overlap each other.
 */
int portset_cut(struct arena *arena, struct opening *openings, size_t n,
		struct portset_piece **pieces, size_t *n_pieces);

#endif
