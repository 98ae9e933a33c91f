/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An apply of the watch's own, with all that an apply leaves in /run. */
#include <errno.h>

#include "apply/timeouts.h"
#include "apply/undo.h"
#include "watch/watch.h"

/*
 * What ran out is not armed again by an apply that nobody gave: the record is to
 * say of it that no time is left.
 */
static void leave_out(struct state *wanted)
{
	for (size_t i = 0; i < wanted->n; i++) {
		for (size_t j = 0; j < wanted->tables[i].n; j++) {
			struct set *set = &wanted->tables[i].sets[j];

			for (size_t k = 0; k < set->n; k++)
				if (set->elements[k].ran_out)
					set->elements[k].expires = 1;
		}
	}
}

int watch_apply(struct watch *watch, struct folder *folder)
{
	struct transaction *transaction = watch->transaction;
	struct undo undo = UNDO_NONE;
	int err;

	undo.folder = *folder;
	*folder = FOLDER_NONE;
	/* An apply that waits to be confirmed came in between: later. */
	if (undo_begin(&undo, transaction) != STATUS_YES) {
		err = -EAGAIN;
		goto out;
	}
	timeouts_mark_recorded(&transaction->wanted);
	leave_out(&transaction->wanted);
	transaction->sent = false;
	err = transact_send(transaction);
	undo_done(&undo, transaction, watch->options, err ? STATUS_SYSTEM : STATUS_YES);
	if (!err)
		err = target_settle(&watch->target);
out:
	transaction->undo = NULL;
	undo_end(&undo);
	return err;
}
