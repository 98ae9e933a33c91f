/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What had run out by its timeout and is armed again by an apply. */
#ifndef NFTSVC_REARM_H
#define NFTSVC_REARM_H

#include "state/state.h"

/** An element that had run out. */
struct ran_out {
	const struct table *table;
	const struct set *set;
	const struct element *element;
};

/** Zero-initialise it. */
struct rearm {
	struct ran_out *list;
	size_t n;
	size_t room;
};

/**
 * rearm_take - note what has run out, and have all of it wanted, with its whole time
 * @wanted: its memory is the list's too
 *
 * Return: 0 or -ENOMEM.
 */
int rearm_take(struct rearm *rearm, struct state *wanted);

/**
 * rearm_report - print what was armed again
 * @live: what was there before
 */
void rearm_report(const struct rearm *rearm, const struct state *live);

#endif
