/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When to act on events: soon, once for those that come together, and with a
 * minimum time between two actions.
 */
#ifndef NFTSVC_WATCH_RATE_LIMIT_H
#define NFTSVC_WATCH_RATE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

/** Times are milliseconds of one clock that does not stand still. */
struct rate_limit {
	unsigned int delay; /* from the first event to the action */
	unsigned int gap;   /* the least from one action to the next */
	bool acted;	    /* last is set */
	bool wanted;	    /* due is set */
	uint64_t last;
	uint64_t due;
};

/** rate_limit_request - an action is needed */
void rate_limit_request(struct rate_limit *limit, uint64_t now);

/** rate_limit_delay - an action is needed, but not before @delay has passed */
void rate_limit_delay(struct rate_limit *limit, uint64_t now, unsigned int delay);

/** rate_limit_wait - milliseconds until it is time to act; -1: none is needed */
int rate_limit_wait(const struct rate_limit *limit, uint64_t now);

/** rate_limit_take - whether it is time to act; if so, it counts as done */
bool rate_limit_take(struct rate_limit *limit, uint64_t now);

#endif
