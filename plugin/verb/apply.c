/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc apply: make the kernel's sets what the policies say. */
#include <stdio.h>

#include "load.h"
#include "report.h"
#include "transact.h"

static enum status report(struct plan *plan)
{
	enum status status = report_findings(plan);

	if (status != STATUS_YES)
		return status;
	if (plan->refused) {
		complain("nothing was sent");
		return STATUS_SYSTEM;
	}
	report_changes(plan, "the kernel has it already: nothing was sent");
	return STATUS_YES;
}

enum status verb_apply(const struct options *options)
{
	struct state wanted = { 0 };
	struct transaction transaction = { .wanted = &wanted,
					   .adopt = options->adopt,
					   .prune = options->prune };
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
