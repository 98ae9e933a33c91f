/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc rollback: back to what was before the apply that waits, or before the last one. */
#include <errno.h>
#include <string.h>

#include "apply/pending.h"
#include "apply/report.h"
#include "apply/rollback.h"
#include "apply/run_lock.h"
#include "apply/undo.h"
#include "verb/verbs.h"

static enum status go_back(struct transaction *transaction)
{
	struct folder folder = FOLDER_NONE;
	enum status status = STATUS_NO;
	int err = folder_open(false, &folder);

	if (!err)
		err = run_lock_wait(&folder);
	if (!err)
		status = rollback(transaction, &folder, PENDING_FILE, say);
	if (!err && status == STATUS_NO)
		status = rollback(transaction, &folder, FORMER_FILE, say);
	folder_close(&folder);
	if (err && err != -ENOENT) {
		complain_of_folder("the former state cannot be read", err);
		return STATUS_SYSTEM;
	}
	if (status == STATUS_NO)
		complain("no former state is kept: nothing was applied since, or it is taken back");
	if (status != STATUS_YES)
		return status;
	report_changes(&transaction->plan, "nothing of it has changed: nothing was sent");
	/* What others have put in the way was told. */
	return transaction->plan.n_findings ? STATUS_SYSTEM : STATUS_YES;
}

enum status verb_rollback(const struct options *options)
{
	struct transaction transaction = { 0 };
	enum status status;

	status = transact_begin(&transaction, options);
	if (status == STATUS_YES)
		status = go_back(&transaction);
	transact_release(&transaction);
	return status;
}
