/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A look at the kernel: what differs from what was applied, told once, and put right. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "render/plan_lines.h"
#include "watch/notify.h"
#include "watch/watch.h"

/* After a failure, in milliseconds. */
#define TRY_AGAIN 1000

/* In milliseconds: how often it is seen whether an apply still waits. */
#define RESTING 1000

/* What was applied by others since. Without a folder only our own applies count. */
static int update(struct watch *watch, const struct folder *folder)
{
	struct transaction *transaction = watch->transaction;
	bool changed = false;
	int err;

	if (folder->fd < 0)
		return 0;
	err = target_update(&watch->target, watch->options, &transaction->wanted, &changed);
	/* A damaged record is as good as none. */
	if (err == -EINVAL)
		return 0;
	if (changed) {
		say(LOG_NOTICE, "another nftsvc was here: what it applied counts from now on");
		watch->policies.applied = state_hash(&transaction->wanted);
	}
	return err;
}

static int tell_changes(struct watch *watch)
{
	const struct nft_changes *news = &watch->news;
	const bool differed = watch->changes.n > 0;
	char *fresh = NULL;
	int err;

	err = watch_fresh_lines(&watch->changes, &watch->transaction->plan, render_plan_changes,
				&fresh);
	if (err || !fresh)
		goto out;
	if (*fresh && news->process[0])
		say(LOG_WARNING, "the kernel differs from what was applied, since %s (process %u):",
		    news->process, news->pid);
	else if (*fresh)
		say(LOG_WARNING, "the kernel differs from what was applied:");
	else if (differed && !watch->changes.n)
		say(LOG_NOTICE, "the kernel has what was applied again");
	watch_tell_lines(LOG_WARNING, fresh);
out:
	free(fresh);
	return err;
}

static int tell_findings(struct watch *watch)
{
	char *fresh = NULL;
	int err;

	err = watch_fresh_lines(&watch->findings, &watch->transaction->plan, render_plan_findings,
				&fresh);
	if (!err && fresh)
		watch_tell_lines(LOG_WARNING, fresh);
	free(fresh);
	return err;
}

static int put_right(struct watch *watch, struct folder *folder)
{
	struct transaction *transaction = watch->transaction;
	int err;

	/* The first time it is an apply of the policies; later only what that was is put back. */
	err = watch->begun ? transact_send(transaction) : watch_apply(watch, folder);
	if (err)
		return err;
	/* What differed is gone: if it comes back, it is told again. */
	seen_free(&watch->changes);
	return watch_tell_sent(transaction, "repaired");
}

/* The folder is locked: an apply by another is either not begun yet, or whole with its record. */
static int look(struct watch *watch, struct folder *folder)
{
	const struct plan *plan = &watch->transaction->plan;
	int err;

	/* What is in the way of one element must not keep the others' ports closed. */
	watch->transaction->skip_obstacles = watch->options->repair;
	err = update(watch, folder);
	if (!err)
		err = transact_plan(watch->transaction);
	if (!err)
		err = tell_changes(watch);
	if (!err)
		err = tell_findings(watch);
	if (!err && watch->options->repair && plan->n_changes)
		err = put_right(watch, folder);
	watch->begun |= !err;
	return err;
}

/* What could not be put right; no change stands for it. */
static size_t count_obstacles(const struct transaction *transaction)
{
	const struct plan *plan = &transaction->plan;
	size_t n = 0;

	for (size_t i = 0; transaction->skip_obstacles && i < plan->n_findings; i++)
		n += finding_is_obstacle(&plan->findings[i]);
	return n;
}

static void tell_status(const struct watch *watch)
{
	const size_t n = watch->changes.n + count_obstacles(watch->transaction);

	if (watch->rests)
		notify("STATUS=an apply waits to be confirmed");
	else if (n)
		notify("STATUS=%zu difference%s from what was applied", n, n == 1 ? "" : "s");
	else
		notify("STATUS=the kernel has what was applied");
}

int watch_look(struct watch *watch)
{
	struct folder folder = FOLDER_NONE;
	int err = 0;

	if (!watch_enter(watch, &folder)) {
		pace_later(&watch->looking, watch_now(), WATCH_SHUT_OUT);
		return 0;
	}
	if (!watch_rests(watch, &folder))
		err = look(watch, &folder);
	folder_close(&folder);
	watch->news = (struct nft_changes){ 0 };
	if (err) {
		watch_tell_failure(watch, err);
		pace_later(&watch->looking, watch_now(), TRY_AGAIN);
	} else {
		tell_status(watch);
		watch->failure = 0;
	}
	if (watch->rests)
		pace_later(&watch->looking, watch_now(), RESTING);
	watch_shrink(watch);
	if (err == -EPERM)
		return err;
	if (!watch->ready)
		notify("READY=1");
	watch->ready = true;
	return 0;
}
