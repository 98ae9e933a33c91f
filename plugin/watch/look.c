/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A look at the kernel: what differs from what was applied, told once, and put right. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "render/plan_lines.h"
#include "report.h"
#include "watch/notify.h"
#include "watch/watch.h"

/* Of what differs, so much is told at once: a flushed set can have thousands of elements. */
#define LINES_MAX 20

/* After a failure, in milliseconds. */
#define TRY_AGAIN 1000

void watch_tell_lines(int level, const char *text)
{
	size_t n = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (n++ < LINES_MAX)
			say(level, "%.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
	if (n > LINES_MAX)
		say(level, "... and %zu more", n - LINES_MAX);
}

/* What of a plan's part was not there when it was looked at last. */
static int fresh_lines(struct seen *seen, struct plan *plan,
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
	err = seen_update(seen, text, out);
	if (fclose(out) != 0 && !err)
		err = -errno;
out:
	free(text);
	return err;
}

static int tell_changes(struct watch *watch)
{
	const struct nft_news *news = &watch->news;
	const bool differed = watch->changes.n > 0;
	char *fresh = NULL;
	int err;

	err = fresh_lines(&watch->changes, &watch->transaction->plan, render_plan_changes, &fresh);
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

	err = fresh_lines(&watch->findings, &watch->transaction->plan, render_plan_findings,
			  &fresh);
	if (!err && fresh)
		watch_tell_lines(LOG_WARNING, fresh);
	free(fresh);
	return err;
}

static int put_right(struct watch *watch, const struct change **refused)
{
	struct transaction *transaction = watch->transaction;
	char *text = NULL;
	size_t size = 0;
	FILE *out;
	int err;

	err = transact_try_send(transaction, refused);
	if (err || transaction->plan.refused || !transaction->plan.n_changes)
		return err;
	out = open_memstream(&text, &size);
	if (!out)
		return -errno;
	print_changes(&transaction->plan, out);
	if (fclose(out) == 0)
		say(LOG_NOTICE, "put right: %s", text);
	free(text);
	/* What differed is gone: if it comes back, it is told again. */
	seen_free(&watch->changes);
	return 0;
}

static int look(struct watch *watch, const struct change **refused)
{
	const struct plan *plan = &watch->transaction->plan;
	int err;

	err = transact_try_plan(watch->transaction);
	if (!err)
		err = tell_changes(watch);
	if (!err)
		err = tell_findings(watch);
	if (err || !watch->options->repair || !plan->n_changes || plan->refused)
		return err;
	return put_right(watch, refused);
}

/* The same failure again is no news. */
static void tell_failure(struct watch *watch, int err, const struct change *refused)
{
	struct arena arena = { 0 };
	const char *text;

	if (err == watch->failure)
		return;
	text = transact_failure(&arena, err, refused);
	complain("%s", text ? text : strerror(ENOMEM));
	notify("STATUS=failed: %s", text ? text : strerror(ENOMEM));
	arena_free(&arena);
}

static void tell_status(const struct watch *watch)
{
	if (watch->changes.n)
		notify("STATUS=%zu difference%s from what was applied", watch->changes.n,
		       watch->changes.n == 1 ? "" : "s");
	else
		notify("STATUS=the kernel has what was applied");
}

int watch_look(struct watch *watch)
{
	const struct change *refused = NULL;
	int err;

	err = look(watch, &refused);
	watch->news = (struct nft_news){ 0 };
	if (err) {
		tell_failure(watch, err, refused);
		pace_later(&watch->looking, watch_now(), TRY_AGAIN);
	} else {
		tell_status(watch);
	}
	watch->failure = err;
	/* The kernel's sets, read as a whole, can be large: idle we are small. */
	plan_free(&watch->transaction->plan);
	state_free(&watch->transaction->live);
	malloc_trim(0);
	return err == -EPERM ? err : 0;
}
