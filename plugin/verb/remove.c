/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc remove: remove what apply made. */
#include "apply/report.h"
#include "apply/transact.h"
#include "apply/undo.h"
#include "verb/verbs.h"

static enum status report(struct plan *plan)
{
	enum status status = report_findings(plan);

	if (status != STATUS_YES)
		return status;
	report_changes(plan, "the kernel has nothing of it: nothing was sent");
	for (size_t i = 0; i < plan->n_findings; i++)
		if (plan->findings[i].kind == FINDING_HELD)
			return STATUS_SYSTEM;
	return STATUS_YES;
}

static enum status send(struct transaction *transaction, const struct options *options)
{
	struct undo undo = UNDO_NONE;
	enum status status = undo_begin(&undo, transaction);

	if (status == STATUS_YES) {
		status = transact_complain(transaction, transact_send(transaction));
		undo_done(&undo, transaction, options, status);
	}
	if (status == STATUS_YES)
		status = report(&transaction->plan);
	undo_end(&undo);
	return status;
}

enum status verb_remove(const struct options *options)
{
	struct transaction transaction = { .remove = true, .lenient = true };
	enum status status;

	status = transact_begin(&transaction, options);
	if (status == STATUS_YES)
		status = send(&transaction, options);
	transact_release(&transaction);
	return status;
}
