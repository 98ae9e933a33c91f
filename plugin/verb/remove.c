/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc remove: take away what apply made. */
#include "report.h"
#include "transact.h"

static enum status take_away(struct transaction *transaction, const struct options *options)
{
	const struct plan *plan = &transaction->plan;
	enum status status = transact_send(transaction);

	(void)options;
	if (status == STATUS_YES)
		status = report_findings(&transaction->plan);
	if (status != STATUS_YES)
		return status;
	report_changes(plan, "the kernel has nothing of it: nothing was sent");
	for (size_t i = 0; i < plan->n_findings; i++)
		if (plan->findings[i].kind == FINDING_HELD)
			return STATUS_SYSTEM;
	return STATUS_YES;
}

enum status verb_remove(const struct options *options)
{
	struct transaction transaction = { .remove = true };

	return transact(options, &transaction, take_away);
}
