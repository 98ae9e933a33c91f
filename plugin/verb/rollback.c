/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc rollback: back to the state before the apply that waits, or before the last one. */
#include <errno.h>

#include "apply/report.h"
#include "apply/rollback.h"
#include "verb/verbs.h"

static enum status report(struct plan *plan)
{
	report_warnings(plan);
	report_changes(plan, "nothing of it has changed: nothing was sent");
	return plan->n_findings ? STATUS_SYSTEM : STATUS_YES;
}

static enum status roll_back(struct rollback *rollback)
{
	struct folder folder = FOLDER_NONE;
	enum status status = STATUS_NO;
	int err = folder_open(false, &folder);

	if (!err)
		err = folder_lock_wait(&folder);
	if (!err)
		status = rollback_to(rollback, &folder, PENDING_FILE);
	if (!err && status == STATUS_NO)
		status = rollback_to(rollback, &folder, FORMER_FILE);
	folder_close(&folder);
	if (err && err != -ENOENT) {
		folder_complain("the former state cannot be read", err);
		return STATUS_SYSTEM;
	}
	if (status == STATUS_NO)
		complain("no former state is saved: nothing was applied, or it is rolled back "
			 "already");
	return status == STATUS_YES ? report(&rollback->transaction.plan) : status;
}

enum status verb_rollback(const struct options *options)
{
	struct rollback rollback = { 0 };
	enum status status;

	status = transact_begin(&rollback.transaction, options);
	if (status == STATUS_YES)
		status = roll_back(&rollback);
	rollback_free(&rollback);
	return status;
}
