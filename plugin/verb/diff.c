/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc diff: what apply would change. */
#include <stdio.h>

#include "load.h"
#include "render/plan_lines.h"
#include "transact.h"

static enum status print_plan(struct plan *plan, enum format format)
{
	enum status status;

	status = printed(format == FORMAT_JSON ? render_plan_json(plan, stdout)
					       : render_plan_text(plan, stdout));
	if (status != STATUS_YES)
		return status;
	return plan->n_changes || plan->n_findings ? STATUS_NO : STATUS_YES;
}

enum status verb_diff(const struct options *options)
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
		status = transact_plan(&transaction);
	if (status == STATUS_YES)
		status = print_plan(&transaction.plan, options->format);
	transact_close(&transaction);
	state_free(&wanted);
	return status;
}
