/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc remove: take away what apply made. */
#include <stdio.h>

#include "load.h"
#include "report.h"
#include "transact.h"

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

enum status verb_remove(const struct options *options)
{
	struct state wanted = { 0 };
	struct transaction transaction = { .wanted = &wanted, .remove = true };
	enum status status;

	status = policies_load(options, &wanted);
	if (status == STATUS_YES)
		status = transact_open(&transaction, options);
	if (status == STATUS_YES)
		status = transact_send(&transaction);
	if (status == STATUS_YES)
		status = report(&transaction.plan);
	transact_close(&transaction);
	state_free(&wanted);
	return status;
}
