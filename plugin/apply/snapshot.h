/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state of everything a plan is about to change: enough to restore it, and no more. */
#ifndef NFTSVC_SNAPSHOT_H
#define NFTSVC_SNAPSHOT_H

#include <jansson.h>

#include "apply/writer.h"
#include "plan/plan.h"

/** Zero-initialise it. */
struct snapshot {
	uint64_t taken; /* milliseconds since the machine started (CLOCK_BOOTTIME) */
	/* The sets that existed, with our elements and those that the plan takes ownership of. */
	struct state former;
	/* New sets, without elements; a new table is marked as ours. */
	struct state made;
};

/**
 * snapshot_take - save what a plan changes
 * @plan: borrowed
 * @live: what it was made on
 * @snapshot: added to; sets that it knows already stay as they are in it
 *
 * Return: 0 or -ENOMEM.
 */
int snapshot_take(const struct plan *plan, const struct state *live, struct snapshot *snapshot);

/** snapshot_put - write a snapshot */
void snapshot_put(struct writer *writer, const struct snapshot *snapshot);

/** snapshot_get - one of what was read; for snapshot_free() also on failure; 0, -EINVAL, -ENOMEM */
int snapshot_get(const json_t *json, struct snapshot *snapshot);

/** snapshot_names - the tables and sets of both parts, and which are maps; 0 or -ENOMEM */
int snapshot_names(const struct snapshot *snapshot, struct state *names);

/**
 * snapshot_plan - plan to restore a snapshot
 * @snapshot: elements whose time is over are taken out of it
 * @live: what the kernel has of its tables, with the rules that use the sets
 * @now: milliseconds since the machine started
 * @plan: filled in; it borrows from the others. Elements that the kernel has
 *	keep their counters, those that come back get what they had counted and
 *	what would be left of their time
 *
 * Return: 0 or -ENOMEM.
 */
int snapshot_plan(struct snapshot *snapshot, const struct state *live, uint64_t now,
		  struct plan *plan);

void snapshot_free(struct snapshot *snapshot);

#endif
