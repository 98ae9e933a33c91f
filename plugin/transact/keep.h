/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the verbs that change something leave in /run: what they applied, and
 * what was there before. Where that cannot be written they work all the same,
 * and say so; only a --confirm depends on it.
 */
#ifndef NFTSVC_KEEP_H
#define NFTSVC_KEEP_H

#include "cli/cli.h"
#include "run/pending.h"
#include "transact/transact.h"

/** What one run of a verb keeps. */
struct keep {
	struct folder folder; /* FOLDER_NONE, or one that is locked already, for keep_end() */
	unsigned int confirm; /* seconds to wait for a confirmation; 0: none is needed */
	const char *netns;
	bool guarded;
	bool aside;		/* what was kept before is put aside */
	struct pending pending; /* what will have been before */
	int error;		/* why something could not be kept */
};

/** What it is before keep_begin(). */
#define KEEP_NONE ((struct keep){ .folder = FOLDER_NONE })

/**
 * keep_begin - keep other runs of nftsvc off until keep_end(), and keep what
 * @transaction changes from now on
 * @keep: confirm and netns are set
 *
 * Return: STATUS_YES; STATUS_SYSTEM if an apply waits to be confirmed, or there
 * is no folder and one is needed.
 */
enum status keep_begin(struct keep *keep, struct transaction *transaction);

/**
 * keep_done - the transaction is over, and @status what came of it
 *
 * What was applied is recorded, what was removed is forgotten. An apply that
 * failed does not wait to be confirmed.
 */
void keep_done(struct keep *keep, struct transaction *transaction, const struct options *options,
	       enum status status);

/** keep_end - let others go on, free what is kept */
void keep_end(struct keep *keep);

/** keep_mark_ran_out - mark what of the wanted state has run out by its timeout since it was applied */
void keep_mark_ran_out(struct transaction *transaction);

/** keep_complain - complain about what could not be done in the folder: "... in /run/nftsvc: why" */
void keep_complain(const char *what, int err);

/** keep_clock - a time of day, "14:03:10", for a message */
const char *keep_clock(uint64_t seconds, char text[16]);

#endif
