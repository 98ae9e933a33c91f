/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other runs of nftsvc: at work just now, or waiting to be confirmed. */
#include <errno.h>
#include <syslog.h>

#include "apply/guard.h"
#include "apply/pending.h"
#include "apply/report.h"
#include "apply/rollback.h"
#include "watch/watch.h"

/* Milliseconds until another run that holds the lock is reported. */
#define PATIENCE 5000

/* Milliseconds until a failed rollback is tried again. */
#define ROLLBACK_AGAIN 10000

static void report_shut_out(struct watch *watch)
{
	const uint64_t now = watch_now();

	if (!watch->shut_out)
		watch->shut_out = now;
	if (watch->shut_out_reported || now - watch->shut_out < PATIENCE)
		return;
	say(LOG_WARNING, "another nftsvc is at work for %d seconds: nothing is done until it ends",
	    PATIENCE / 1000);
	watch->shut_out_reported = true;
}

bool watch_enter(struct watch *watch, struct folder *folder)
{
	/* Do not wait for the lock: we must still handle signals while the other run hangs. */
	int err = folder_open(true, folder);

	if (!err)
		err = folder_try_lock(folder);
	if (err == -EAGAIN) {
		report_shut_out(watch);
		folder_close(folder);
		return false;
	}
	if (err)
		folder_close(folder);
	watch->shut_out = 0;
	watch->shut_out_reported = false;
	return true;
}

static enum status roll_back(const struct folder *folder, const char *id)
{
	struct rollback rollback = { 0 };
	const enum status status = rollback_unconfirmed(&rollback, folder, id);

	if (status == STATUS_YES) {
		report_warnings(&rollback.transaction.plan);
		say(LOG_WARNING, "nobody confirmed what was applied: it is rolled back");
	}
	rollback_free(&rollback);
	return status;
}

/* An apply with --confirm must be rolled back in time even if its guard is gone. */
static bool replaced_guard(struct watch *watch, const struct folder *folder,
			   const struct pending *pending)
{
	const uint64_t now = boot_time_now();

	if (guard_is_running(folder, pending->id))
		return false;
	if (!watch->guards)
		say(LOG_WARNING, "the process that would roll it back is gone: it is done here");
	watch->guards = true;
	if (now < pending->deadline || now < watch->retry_at)
		return false;
	watch->retry_at = now + ROLLBACK_AGAIN;
	return roll_back(folder, pending->id) == STATUS_YES;
}

/*
 * An apply that waits when we start may be rolled back or confirmed: read the
 * record now, so that the outcome is noticed.
 */
static bool knows_record(struct watch *watch)
{
	bool changed;
	int err = 0;

	if (!watch->target.known_once)
		err = target_update(&watch->target, watch->options, &watch->transaction->wanted,
				    &changed);
	return !err || err == -EINVAL;
}

bool watch_waits(struct watch *watch, const struct folder *folder)
{
	struct pending pending = { 0 };
	bool waits = folder->fd >= 0 && !pending_read(folder, PENDING_FILE, &pending);

	if (waits && !watch->waits)
		say(LOG_NOTICE, "an apply waits to be confirmed: nothing is done until then");
	if (waits && knows_record(watch))
		waits = !replaced_guard(watch, folder, &pending);
	if (!waits) {
		watch->guards = false;
		watch->retry_at = 0;
	}
	watch->waits = waits;
	pending_free(&pending);
	return waits;
}
