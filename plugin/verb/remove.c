/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc remove: take away what apply made. */
#include "transact/keep.h"
#include "transact/report.h"
#include "transact/transact.h"

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

static enum status take_away(struct transaction *transaction, const struct options *options)
{
	struct keep keep = KEEP_NONE;
	enum status status = keep_begin(&keep, transaction);

	if (status == STATUS_YES) {
		status = transact_send(transaction);
		keep_done(&keep, transaction, options, status);
	}
	if (status == STATUS_YES)
		status = report(&transaction->plan);
	keep_end(&keep);
	return status;
}

enum status verb_remove(const struct options *options)
{
	struct transaction transaction = { .remove = true, .lenient = true };

	return transact(options, &transaction, take_away);
}
