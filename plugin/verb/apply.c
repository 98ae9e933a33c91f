/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc apply: make the kernel's sets what the policies say. */
#include "report.h"
#include "transact.h"

/* A chain that is not there is the policy's mistake; for the rest the kernel's sets are in the way. */
static enum status refusal(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_findings; i++)
		if (plan->findings[i].kind == FINDING_CONFLICT ||
		    plan->findings[i].kind == FINDING_BLOCKED)
			return STATUS_SYSTEM;
	return STATUS_INPUT;
}

static enum status apply(struct transaction *transaction, const struct options *options)
{
	enum status status = transact_send(transaction);

	(void)options;
	if (status == STATUS_YES)
		status = report_findings(&transaction->plan);
	if (status != STATUS_YES)
		return status;
	if (transaction->plan.refused) {
		complain(transaction->sent ? "not all was sent" : "nothing was sent");
		return refusal(&transaction->plan);
	}
	report_changes(&transaction->plan,
		       transaction->sent ? "sent in parts: another program was at the same"
					 : "the kernel has it already: nothing was sent");
	return STATUS_YES;
}

enum status verb_apply(const struct options *options)
{
	struct transaction transaction = { .adopt = options->adopt, .prune = options->prune };

	return transact(options, &transaction, apply);
}
