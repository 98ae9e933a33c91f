/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftsvc guard: the process that "apply --confirm" starts, to roll back what is not
 * confirmed. It is not for people: --help does not list it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "apply/guard.h"
#include "apply/pending.h"
#include "apply/record.h"
#include "apply/rollback.h"
#include "apply/transact.h"
#include "verb/verbs.h"
#include "watch/notify.h"

/* Milliseconds until a failed rollback is tried again: longer each time. */
#define RETRY_FIRST 1000
#define RETRY_MAX 60000

static void report_ready(const struct options *options)
{
	const int fd = options->n_args > 2 ? atoi(options->args[2]) : -1;

	notify("READY=1\nSTATUS=Waiting for nftsvc confirm");
	if (fd < 0)
		return;
	(void)!write(fd, "", 1);
	close(fd);
}

static void log_rollback(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_findings; i++) {
		const char *text = finding_text(&plan->arena, &plan->findings[i]);

		if (text)
			syslog(LOG_WARNING, "%s", text);
	}
	syslog(LOG_WARNING, "nobody confirmed what was applied: it is rolled back");
}

/* STATUS_NO if there is nothing to roll back any more. */
static enum status roll_back(struct folder *folder, const char *id)
{
	struct rollback rollback = { 0 };
	enum status status;

	/* Waits for an apply that is still running. */
	if (folder_lock(folder))
		return STATUS_SYSTEM;
	status = rollback_unconfirmed(&rollback, folder, id);
	if (status == STATUS_YES)
		log_rollback(&rollback.transaction.plan);
	rollback_free(&rollback);
	folder_unlock(folder);
	if (status == STATUS_SYSTEM)
		syslog(LOG_ERR, "what was applied cannot be rolled back: trying again");
	return status;
}

/* Until the apply is confirmed, or rolled back by us or somebody else. */
static enum status stand_guard(struct folder *folder, const char *id, struct guard_timer *timer)
{
	uint64_t retry = RETRY_FIRST;

	for (;;) {
		int expired = guard_timer_wait(timer);

		if (expired < 0)
			return STATUS_SYSTEM;
		if (!expired) {
			/* We start before the file is written; it can be gone before we look. */
			if (!pending_is(folder, id) && timer->appeared)
				return STATUS_YES;
			continue;
		}
		if (roll_back(folder, id) != STATUS_SYSTEM)
			return STATUS_YES;
		if (guard_timer_set(timer, boot_time_now() + retry))
			return STATUS_SYSTEM;
		retry = 2 * retry < RETRY_MAX ? 2 * retry : RETRY_MAX;
	}
}

static int prepare(const struct options *options, struct folder *folder, struct guard_timer *timer,
		   int *lock)
{
	int err = folder_open(false, folder);

	if (err)
		return err;
	*lock = guard_lock(folder, options->args[0]);
	if (*lock < 0)
		return *lock;
	return guard_timer_open(folder, strtoull(options->args[1], NULL, 10), timer);
}

static enum status guard(struct transaction *transaction, const struct options *options)
{
	struct folder folder = FOLDER_NONE;
	struct guard_timer timer = GUARD_TIMER_NONE;
	enum status status = STATUS_SYSTEM;
	int lock = -1;
	int err;

	/* It was opened to enter the namespace; each rollback opens its own. */
	nft_close(transaction->nft);
	transaction->nft = NULL;
	err = prepare(options, &folder, &timer, &lock);
	if (err) {
		complain("guard: %s", strerror(-err));
	} else {
		report_ready(options);
		status = stand_guard(&folder, options->args[0], &timer);
	}
	guard_timer_close(&timer);
	if (lock >= 0)
		close(lock);
	folder_close(&folder);
	return status;
}

enum status verb_guard(const struct options *options)
{
	struct transaction transaction = { 0 };
	enum status status = transact_open(&transaction, options);

	openlog("nftsvc", LOG_PID, LOG_DAEMON);
	if (status == STATUS_YES)
		status = guard(&transaction, options);
	transact_release(&transaction);
	return status;
}
