/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc confirm: let stand what "apply --confirm" has applied. */
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "run/guard.h"
#include "run/pending.h"
#include "transact/keep.h"
#include "transact/transact.h"
#include "transact/turn.h"

static bool is_guarded(const struct folder *folder)
{
	struct pending pending = { 0 };
	bool is = pending_read(folder, PENDING_FILE, &pending) ||
		  guard_is_there(folder, pending.id);

	pending_free(&pending);
	return is;
}

static enum status confirm(struct transaction *transaction, const struct options *options)
{
	struct folder folder = FOLDER_NONE;
	bool guarded = true;
	uint64_t returned = 0;
	char clock[16];
	int err = folder_open(false, &folder);

	(void)transaction;
	(void)options;
	if (!err)
		err = turn_wait(&folder);
	if (!err) {
		guarded = is_guarded(&folder);
		err = pending_confirm(&folder);
	}
	if (err == -ENOENT)
		returned = pending_returned(&folder);
	folder_close(&folder);
	if (!err) {
		puts("confirmed");
		if (!guarded)
			say(LOG_WARNING, "the process that would have taken it back was gone");
		return STATUS_YES;
	}
	if (err == -ENOENT) {
		if (returned)
			complain(
				"no apply waits to be confirmed: the last one was taken back at %s",
				keep_clock(returned, clock));
		else
			complain("no apply waits to be confirmed");
		return STATUS_NO;
	}
	keep_complain("it cannot be confirmed", err);
	return STATUS_SYSTEM;
}

enum status verb_confirm(const struct options *options)
{
	struct transaction transaction = { 0 };

	return transact(options, &transaction, confirm);
}
