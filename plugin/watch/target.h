/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state the kernel should have: the last one applied, by any run of nftsvc. At the start
 * that is what the policies come to; from then on what another nftsvc applies,
 * takes back or removes counts for the sets that are watched.
 */
#ifndef NFTSVC_WATCH_TARGET_H
#define NFTSVC_WATCH_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "apply/folder.h"
#include "apply/record.h"
#include "cli/options.h"
#include "state/state.h"

/** The last record read. Zero-initialise it. */
struct target {
	bool known_once;    /* the record was read before */
	uint64_t seen;	    /* a hash of which applies it had then */
	struct state known; /* names of the sets that it had then */
};

/**
 * target_update - take over what was applied since the last call
 * @wanted: what the kernel should have; replaced where it changed. Its elements
 *	that ran out by their timeout are marked
 * @options: their arguments are the policies that are watched
 * @changed: set to whether @wanted is another one now
 *
 * At the first call nothing is taken over: what was applied before does not count.
 *
 * Return: 0, -ENOMEM, or what reading the record gave.
 */
int target_update(struct target *target, const struct options *options, struct state *wanted,
		  bool *changed);

/** target_settle - take the record as it is for known: what it has was applied by ourselves */
int target_settle(struct target *target);

void target_free(struct target *target);

#endif
