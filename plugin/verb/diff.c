/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc diff: what apply would change. */
#include <stdio.h>

#include "apply/report.h"
#include "apply/timeouts.h"
#include "apply/transact.h"
#include "render/plan_lines.h"
#include "verb/verbs.h"

static enum status diff(struct transaction *transaction, const struct options *options)
{
	struct plan *plan = &transaction->plan;
	enum status status;

	timeouts_mark_recorded(&transaction->wanted);
	status = transact_complain(transaction, transact_plan(transaction));
	if (status == STATUS_YES)
		status = printed(report_note_origins(plan));
	if (status == STATUS_YES)
		status = printed(options->format == FORMAT_JSON ? render_plan_json(plan, stdout)
								: render_plan_text(plan, stdout));
	if (status != STATUS_YES)
		return status;
	if (plan->refused) {
		complain("apply would send nothing");
		return report_refusal_status(plan);
	}
	return plan->n_changes || transact_strict_forbids(transaction) ? STATUS_NO : STATUS_YES;
}

enum status verb_diff(const struct options *options)
{
	struct transaction transaction = {
		.adopt = options->adopt,
		.prune = options->prune,
		.strict = options->strict,
		.rearm = true,
	};
	enum status status;

	status = transact_begin(&transaction, options);
	if (status == STATUS_YES)
		status = diff(&transaction, options);
	transact_release(&transaction);
	return status;
}
