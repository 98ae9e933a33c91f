/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a watch says, and how much of it. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "apply/report.h"
#include "watch/notify.h"
#include "watch/watch.h"

/* Of what differs, so much is told at once: a flushed set can have thousands of elements. */
#define LINES_MAX 20

void watch_tell_lines(int level, const char *text)
{
	size_t n = say_lines(level, text, LINES_MAX);

	if (n > LINES_MAX)
		say(level, "... and %zu more", n - LINES_MAX);
}

int watch_tell_sent(const struct transaction *transaction, const char *what)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out;

	/* Another program was at the same: the plan that is left is not all that was sent. */
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

/* What of a plan's part was not there when it was looked at last. */
int watch_fresh_lines(struct seen *seen, struct plan *plan,
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

void watch_tell_failure(struct watch *watch, int err)
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
