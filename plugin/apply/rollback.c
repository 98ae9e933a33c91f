/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/rollback.h"

#include <errno.h>
#include <string.h>

#include "apply/pending.h"
#include "apply/record.h"
#include "apply/report.h"
#include "apply/undo.h"

/* What others have in our sets, and sets that the apply did not touch, are not what this is about. */
static void keep_obstacles(struct plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->n_findings; i++)
		if (finding_is_obstacle(&plan->findings[i]) ||
		    plan->findings[i].kind == FINDING_HELD)
			plan->findings[kept++] = plan->findings[i];
	plan->n_findings = kept;
}

enum status rollback(struct transaction *transaction, const struct folder *folder, const char *file,
		     void (*tell)(int level, const char *fmt, ...))
{
	struct pending pending = { 0 };
	enum status status = STATUS_SYSTEM;
	int err = pending_read(folder, file, &pending);

	if (err == -ENOENT)
		return STATUS_NO;
	if (!err)
		err = snapshot_names(&pending.snapshot, &transaction->wanted);
	if (err) {
		complain_of_folder("the former state cannot be read", err);
		goto out;
	}
	transaction->back_to = &pending.snapshot;
	status = transact_complain(transaction, transact_send(transaction));
	if (status != STATUS_YES)
		goto out;
	keep_obstacles(&transaction->plan);
	/* They point into what was kept. */
	tell_findings(&transaction->plan, tell);
	err = record_return(folder, &transaction->wanted);
	if (!err)
		err = folder_delete(folder, file);
	if (err)
		complain_of_folder("what was done could not be kept", err);
out:
	transaction->back_to = NULL;
	pending_free(&pending);
	return status;
}
