/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ranges in a set of ports alone: the kernel has an element where each begins,
 * and one with NFT_SET_ELEM_INTERVAL_END at the first port behind it. A range
 * that goes to 65535 has no end.
 */
#ifndef NFTSVC_NFT_INTERVAL_H
#define NFTSVC_NFT_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

#include "state/state.h"

/** Zero-initialise it. */
struct interval_ends {
	uint16_t *ports; /* the first ports behind ranges */
	size_t n;
	size_t room;
};

/** interval_ends_add - 0 or -ENOMEM; @arena holds the list */
int interval_ends_add(struct arena *arena, struct interval_ends *ends, uint16_t port);

/** intervals_close - give each element of a set, whose first port is known, its last; 0 or -ENOMEM */
int intervals_close(struct set *set, struct interval_ends *ends);

#endif
