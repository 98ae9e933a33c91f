/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "transact/rollback.h"

#include <errno.h>
#include <string.h>

#include "run/pending.h"
#include "run/record.h"
#include "transact/report.h"

/* What others have in our sets, and sets that the apply did not touch, are not what this is about. */
static void keep_refusals(struct plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->n_findings; i++)
		if (plan->findings[i].kind != FINDING_FOREIGN &&
		    plan->findings[i].kind != FINDING_ORPHAN)
			plan->findings[kept++] = plan->findings[i];
	plan->n_findings = kept;
}

static enum status go_back(struct transaction *transaction)
{
	enum status status = transact_send(transaction);

	if (status != STATUS_YES)
		return status;
	keep_refusals(&transaction->plan);
	status = report_findings(&transaction->plan);
	if (status == STATUS_YES && transaction->plan.refused) {
		complain("nothing was sent");
		return STATUS_SYSTEM;
	}
	return status;
}

enum status rollback(struct transaction *transaction, const struct folder *folder, const char *file)
{
	struct pending pending = { 0 };
	enum status status = STATUS_SYSTEM;
	int err = pending_read(folder, file, &pending);

	if (err == -ENOENT)
		return STATUS_NO;
	if (!err)
		err = snapshot_names(&pending.snapshot, &transaction->wanted);
	if (err) {
		complain("the former state cannot be read: %s",
			 err == -EINVAL ? "what was kept of it is damaged" : strerror(-err));
		goto out;
	}
	transaction->back_to = &pending.snapshot;
	status = go_back(transaction);
	if (status != STATUS_YES)
		goto out;
	err = record_return(folder, &transaction->wanted);
	if (!err)
		err = folder_delete(folder, file);
	if (err)
		complain("what was done could not be kept in /run/nftsvc: %s", strerror(-err));
out:
	transaction->back_to = NULL;
	pending_free(&pending);
	return status;
}
