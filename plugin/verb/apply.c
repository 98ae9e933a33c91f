/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc apply: make the kernel's sets what the policies say. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "apply/report.h"
#include "apply/timeouts.h"
#include "apply/transact.h"
#include "apply/undo.h"
#include "verb/verbs.h"

/* A day: a trial that takes longer is not watched by anybody. */
#define CONFIRM_MAX 86400

/* The findings are printed already. */
static enum status refuse(const struct transaction *transaction)
{
	const char *sent = transaction->sent ? "not all was sent" : "nothing was sent";
	const enum status status = report_refusal_status(&transaction->plan);

	if (status != STATUS_NO)
		complain("%s", sent);
	else
		complain("%s: --strict is given, and %s%s%s", sent,
			 transaction->warned ? "the policies have warnings" : "",
			 transaction->warned && transaction->plan.n_findings ? ", and " : "",
			 transaction->plan.n_findings
				 ? "the tables have content that these policies do not define"
				 : "");
	return status;
}

static enum status report(struct transaction *transaction, const struct rearmed *rearmed,
			  const struct undo *undo)
{
	enum status status = printed(report_note_origins(&transaction->plan));
	char clock[16];

	if (status == STATUS_YES)
		status = report_findings(&transaction->plan);
	if (status != STATUS_YES)
		return status;
	if (transaction->plan.refused)
		return refuse(transaction);
	report_rearmed(rearmed, &transaction->live);
	report_changes(&transaction->plan,
		       transaction->sent
			       ? "sent in parts: another program changed the ruleset meanwhile"
			       : "the kernel has it already: nothing was sent");
	if (undo->guarded && transaction->sent)
		printf("will be rolled back at %s unless you run \"nftsvc confirm%s%s\"\n",
		       time_of_day(undo->pending.until, clock), undo->netns ? " --netns " : "",
		       undo->netns ? undo->netns : "");
	return STATUS_YES;
}

static enum status apply(struct transaction *transaction, const struct options *options)
{
	struct undo undo = UNDO_NONE;
	struct rearmed rearmed = { 0 };
	enum status status;

	undo.confirm = options->confirm ? (unsigned int)atoi(options->confirm) : 0;
	undo.netns = options->netns;
	status = undo_begin(&undo, transaction);
	if (status == STATUS_YES) {
		timeouts_mark_recorded(&transaction->wanted);
		status = printed(timeouts_rearm(&rearmed, &transaction->wanted));
	}
	if (status == STATUS_YES) {
		status = transact_complain(transaction, transact_send(transaction));
		undo_done(&undo, transaction, options, status);
	}
	/* A terminal can block our output for ever; a guard or a watch must not wait for it. */
	folder_unlock(&undo.folder);
	if (status == STATUS_YES)
		status = report(transaction, &rearmed, &undo);
	undo_end(&undo);
	return status;
}

static bool is_confirm_time(const char *text)
{
	char *end;
	long seconds;

	errno = 0;
	seconds = strtol(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && seconds >= 1 &&
	       seconds <= CONFIRM_MAX;
}

enum status verb_apply(const struct options *options)
{
	struct transaction transaction = {
		.adopt = options->adopt,
		.prune = options->prune,
		.strict = options->strict,
	};
	enum status status;

	if (options->confirm && !is_confirm_time(options->confirm)) {
		complain("--confirm takes seconds, from 1 to %d", CONFIRM_MAX);
		return STATUS_INPUT;
	}
	status = transact_begin(&transaction, options);
	if (status == STATUS_YES)
		status = apply(&transaction, options);
	transact_release(&transaction);
	return status;
}
