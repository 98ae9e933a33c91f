/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compare the kernel with what was applied, report what is new once, and repair it. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "apply/report.h"
#include "apply/timeouts.h"
#include "apply/undo.h"
#include "render/plan_lines.h"
#include "watch/notify.h"
#include "watch/watch.h"

/* After a failure, in milliseconds. */
#define TRY_AGAIN 1000

/* Milliseconds until an apply that waits is looked at again. */
#define WAITING 1000

/* Read what other runs applied since. Without a folder only our own applies count. */
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

static int report_new_changes(struct watch *watch)
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
	watch_report_lines(LOG_WARNING, fresh);
out:
	free(fresh);
	return err;
}

static int report_new_findings(struct watch *watch)
{
	char *fresh = NULL;
	int err;

	err = watch_fresh_lines(&watch->findings, &watch->transaction->plan, render_plan_findings,
				&fresh);
	if (!err && fresh)
		watch_report_lines(LOG_WARNING, fresh);
	free(fresh);
	return err;
}

static int repair(struct watch *watch, struct folder *folder)
{
	struct transaction *transaction = watch->transaction;
	int err;

	/* The first time it is an apply of the policies; later only what that was is put back. */
	err = watch->begun ? transact_send(transaction) : watch_apply(watch, folder);
	if (err)
		return err;
	/* The difference is gone: report it again if it comes back. */
	reported_free(&watch->changes);
	return watch_report_sent(transaction, "repaired");
}

/* The folder is locked: an apply by another is either not begun yet, or whole with its record. */
static int check(struct watch *watch, struct folder *folder)
{
	const struct plan *plan = &watch->transaction->plan;
	int err;

	/* An obstacle for one element must not keep the others' ports closed. */
	watch->transaction->skip_obstacles = watch->options->repair;
	err = update(watch, folder);
	if (!err)
		err = transact_plan(watch->transaction);
	if (!err)
		err = report_new_changes(watch);
	if (!err)
		err = report_new_findings(watch);
	if (!err && watch->options->repair && plan->n_changes)
		err = repair(watch, folder);
	watch->begun |= !err;
	return err;
}

/* Report what could not be repaired; it is not among the changes. */
static size_t count_obstacles(const struct transaction *transaction)
{
	const struct plan *plan = &transaction->plan;
	size_t n = 0;

	for (size_t i = 0; transaction->skip_obstacles && i < plan->n_findings; i++)
		n += finding_is_obstacle(&plan->findings[i]);
	return n;
}

static void report_status(const struct watch *watch)
{
	const size_t n = watch->changes.n + count_obstacles(watch->transaction);

	if (watch->waits)
		notify("STATUS=an apply waits to be confirmed");
	else if (n)
		notify("STATUS=%zu difference%s from what was applied", n, n == 1 ? "" : "s");
	else
		notify("STATUS=the kernel has what was applied");
}

int watch_check(struct watch *watch)
{
	struct folder folder = FOLDER_NONE;
	int err = 0;

	if (!watch_enter(watch, &folder)) {
		rate_limit_delay(&watch->checking, watch_now(), WATCH_SHUT_OUT);
		return 0;
	}
	if (!watch_waits(watch, &folder))
		err = check(watch, &folder);
	folder_close(&folder);
	watch->news = (struct nft_changes){ 0 };
	if (err) {
		watch_report_failure(watch, err);
		rate_limit_delay(&watch->checking, watch_now(), TRY_AGAIN);
	} else {
		report_status(watch);
		watch->failure = 0;
	}
	if (watch->waits)
		rate_limit_delay(&watch->checking, watch_now(), WAITING);
	watch_shrink(watch);
	if (err == -EPERM)
		return err;
	if (!watch->ready)
		notify("READY=1");
	watch->ready = true;
	return 0;
}

/*
 * An automatic apply must not re-arm expired elements: record that no time is
 * left.
 */
static void keep_expired(struct state *wanted)
{
	for (size_t i = 0; i < wanted->n; i++) {
		for (size_t j = 0; j < wanted->tables[i].n; j++) {
			struct set *set = &wanted->tables[i].sets[j];

			for (size_t k = 0; k < set->n; k++)
				if (set->elements[k].ran_out)
					set->elements[k].expires = 1;
		}
	}
}

int watch_apply(struct watch *watch, struct folder *folder)
{
	struct transaction *transaction = watch->transaction;
	struct undo undo = UNDO_NONE;
	int err;

	undo.folder = *folder;
	*folder = FOLDER_NONE;
	/* An apply that waits to be confirmed came in between: later. */
	if (undo_begin(&undo, transaction) != STATUS_YES) {
		err = -EAGAIN;
		goto out;
	}
	timeouts_mark_recorded(&transaction->wanted);
	keep_expired(&transaction->wanted);
	transaction->sent = false;
	err = transact_send(transaction);
	undo_done(&undo, transaction, watch->options, err ? STATUS_SYSTEM : STATUS_YES);
	if (!err)
		err = target_settle(&watch->target);
out:
	transaction->undo = NULL;
	undo_end(&undo);
	return err;
}

/* How many lines are reported at once: a flushed set can have thousands of elements. */
#define LINES_MAX 20

void watch_report_lines(int level, const char *text)
{
	size_t n = say_lines(level, text, LINES_MAX);

	if (n > LINES_MAX)
		say(level, "... and %zu more", n - LINES_MAX);
}

int watch_report_sent(const struct transaction *transaction, const char *what)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out;

	/* Another program changed the same: the last plan is not all that was sent. */
	if (!transaction->plan.n_changes) {
		say(LOG_NOTICE, "%s", what);
		return 0;
	}
	out = open_memstream(&text, &size);
	if (!out)
		return -errno;
	report_print_changes(&transaction->plan, out);
	if (fclose(out) == 0)
		say(LOG_NOTICE, "%s: %s", what, text);
	free(text);
	return 0;
}

int watch_fresh_lines(struct reported *reported, struct plan *plan,
		      int (*render)(struct plan *plan, FILE *out), char **fresh)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out;
	int err;

	out = open_memstream(&text, &size);
	if (!out)
		return -errno;
	err = render(plan, out);
	if (fclose(out) != 0 && !err)
		err = -errno;
	if (err)
		goto out;
	out = open_memstream(fresh, &size);
	if (!out) {
		err = -errno;
		goto out;
	}
	err = reported_update(reported, text, out);
	if (fclose(out) != 0 && !err)
		err = -errno;
out:
	free(text);
	return err;
}

void watch_report_failure(struct watch *watch, int err)
{
	struct arena arena = { 0 };
	const char *text;

	if (err == watch->failure)
		return;
	watch->failure = err;
	text = transact_failure(&arena, watch->transaction, err);
	complain("%s", text ? text : strerror(ENOMEM));
	notify("STATUS=failed: %s", text ? text : strerror(ENOMEM));
	arena_free(&arena);
}

void watch_shrink(struct watch *watch)
{
	transact_drop_plan(watch->transaction);
#ifdef HAVE_MALLOC_TRIM
	malloc_trim(0);
#endif
}
