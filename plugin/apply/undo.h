/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change saves two things in /run: the state before it, and what was applied. If that
 * cannot be written, the change is made all the same and the user is told; only
 * --confirm depends on it.
 */
#ifndef NFTSVC_UNDO_H
#define NFTSVC_UNDO_H

#include "apply/pending.h"
#include "apply/transact.h"
#include "base/message.h"
#include "cli/options.h"

/** The undo of one transaction. Begin with UNDO_NONE. */
struct undo {
	struct folder folder; /* FOLDER_NONE, or one that is locked already, for undo_end() */
	unsigned int confirm; /* seconds to wait for a confirmation; 0: none is needed */
	const char *netns;
	bool guarded;
	bool backed_up;		/* the undo of an earlier change has a backup */
	struct pending pending; /* the state before */
	int error;		/* why something could not be saved */
};

#define UNDO_NONE ((struct undo){ .folder = FOLDER_NONE })

/**
 * undo_begin - lock out other runs of nftsvc until undo_end(), and save what
 * @transaction changes from now on
 * @undo: confirm and netns are set; borrowed by @transaction
 *
 * Return: STATUS_YES; STATUS_SYSTEM if an apply waits to be confirmed, or there
 * is no folder and one is needed.
 */
enum status undo_begin(struct undo *undo, struct transaction *transaction);

/**
 * undo_save - save what the transaction's plan is about to change
 *
 * Return: 0; -ECANCELED, after a message, if the plan must not be sent, because
 * --confirm promises a way back and there is none.
 */
int undo_save(struct undo *undo, struct transaction *transaction);

/**
 * undo_done - record what a transaction has done
 * @status: its result
 *
 * Record what was applied, and delete from the record what was removed. An
 * apply that failed does not wait to be confirmed.
 */
void undo_done(struct undo *undo, struct transaction *transaction, const struct options *options,
	       enum status status);

/** undo_end - unlock the folder, and free what @undo holds */
void undo_end(struct undo *undo);

/** time_of_day - "14:03:10", for a message */
const char *time_of_day(uint64_t seconds, char text[16]);

#endif
