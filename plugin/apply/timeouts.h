/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Elements with a timeout: which of them have expired since they were applied,
 * and what is left of the others.
 */
#ifndef NFTSVC_TIMEOUTS_H
#define NFTSVC_TIMEOUTS_H

#include "apply/record.h"
#include "state/state.h"

/**
 * timeouts_mark - mark the elements of a wanted state that have expired since they were applied
 * @record: what was applied
 * @wanted: elements with a timeout that were applied before, with the same
 *	owners: ran_out is set if it has expired, else expires to what remains
 * @now: milliseconds since the machine started
 */
void timeouts_mark(const struct record *record, struct state *wanted, uint64_t now);

/** timeouts_mark_recorded - the same with the record of the namespace we are in, and the time now */
void timeouts_mark_recorded(struct state *wanted);

/** timeouts_note_remaining - set expires of wanted elements that @live has, for the record */
void timeouts_note_remaining(struct state *wanted, const struct state *live);

/** An expired element that is added again. */
struct rearmed_element {
	const struct table *table;
	const struct set *set;
	const struct element *element;
};

/** Zero-initialise it. */
struct rearmed {
	struct rearmed_element *list;
	size_t n;
	size_t room;
};

/**
 * timeouts_rearm - want all expired elements again, with their whole timeout
 * @rearmed: set to these elements; @wanted holds its memory
 *
 * Return: 0 or -ENOMEM.
 */
int timeouts_rearm(struct rearmed *rearmed, struct state *wanted);

#endif
