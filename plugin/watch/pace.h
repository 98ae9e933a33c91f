/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When to act on what happens: soon, what comes together at once, and never
 * more often than so many times a second, however much happens.
 */
#ifndef NFTSVC_WATCH_PACE_H
#define NFTSVC_WATCH_PACE_H

#include <stdbool.h>
#include <stdint.h>

/** Times are milliseconds of one clock that does not stand still. */
struct pace {
	unsigned int gather; /* from the first cause until it is acted on */
	unsigned int gap;    /* from one act to the next, at the least */
	bool acted;	     /* last says something */
	bool wanted;	     /* due says something */
	uint64_t last;
	uint64_t due;
};

/** pace_want - there is a cause to act */
void pace_want(struct pace *pace, uint64_t now);

/** pace_later - act, but not before @delay is over */
void pace_later(struct pace *pace, uint64_t now, unsigned int delay);

/** pace_wait - milliseconds until it is time to act; -1: there is no cause */
int pace_wait(const struct pace *pace, uint64_t now);

/** pace_take - whether it is time to act; if so, it counts as done */
bool pace_take(struct pace *pace, uint64_t now);

#endif
