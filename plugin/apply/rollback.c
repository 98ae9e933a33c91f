/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/rollback.h"

#include <errno.h>
#include <time.h>

#include "apply/record.h"

/* Foreign elements of our sets, and sets that the apply did not touch, do not matter here. */
static void keep_obstacles(struct plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->n_findings; i++)
		if (finding_is_obstacle(&plan->findings[i]) ||
		    plan->findings[i].kind == FINDING_HELD)
			plan->findings[kept++] = plan->findings[i];
	plan->n_findings = kept;
}

enum status rollback_to(struct rollback *rollback, const struct folder *folder, const char *file)
{
	struct transaction *transaction = &rollback->transaction;
	enum status status;
	int err = pending_read(folder, file, &rollback->former);

	if (err == -ENOENT)
		return STATUS_NO;
	if (!err)
		err = snapshot_names(&rollback->former.snapshot, &transaction->wanted);
	if (err) {
		folder_complain("the former state cannot be read", err);
		return STATUS_SYSTEM;
	}
	transaction->restore = &rollback->former.snapshot;
	status = transact_complain(transaction, transact_send(transaction));
	if (status != STATUS_YES)
		return status;
	keep_obstacles(&transaction->plan);
	err = record_restore(folder, &transaction->wanted);
	if (!err)
		err = folder_delete(folder, file);
	if (err)
		folder_complain("the change cannot be recorded", err);
	return STATUS_YES;
}

enum status rollback_unconfirmed(struct rollback *rollback, const struct folder *folder,
				 const char *id)
{
	/* Not by the name of the namespace: another one can have it by now. */
	const struct options here = { 0 };
	enum status status;

	if (!pending_is(folder, id))
		return STATUS_NO;
	status = transact_open(&rollback->transaction, &here);
	if (status == STATUS_YES)
		status = rollback_to(rollback, folder, PENDING_FILE);
	/* Only the message of a late confirm needs it: ignore a failure. */
	if (status == STATUS_YES)
		pending_note_rollback(folder, (uint64_t)time(NULL));
	return status;
}

void rollback_free(struct rollback *rollback)
{
	transact_release(&rollback->transaction);
	pending_free(&rollback->former);
	*rollback = (struct rollback){ 0 };
}
