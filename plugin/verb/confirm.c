/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc confirm: let stand what "apply --confirm" has applied. */
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "apply/guard.h"
#include "apply/pending.h"
#include "apply/run_lock.h"
#include "apply/transact.h"
#include "apply/undo.h"
#include "verb/verbs.h"

static bool is_guarded(const struct folder *folder)
{
	struct pending pending = { 0 };
	bool is = pending_read(folder, PENDING_FILE, &pending) ||
		  guard_is_there(folder, pending.id);

	pending_free(&pending);
	return is;
}

static enum status confirm(void)
{
	struct folder folder = FOLDER_NONE;
	bool guarded = true;
	uint64_t returned = 0;
	char clock[16];
	int err = folder_open(false, &folder);

	if (!err)
		err = run_lock_wait(&folder);
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
				time_of_day(returned, clock));
		else
			complain("no apply waits to be confirmed");
		return STATUS_NO;
	}
	complain_of_folder("it cannot be confirmed", err);
	return STATUS_SYSTEM;
}

enum status verb_confirm(const struct options *options)
{
	struct transaction transaction = { 0 };
	enum status status;

	status = transact_begin(&transaction, options);
	if (status == STATUS_YES)
		status = confirm();
	transact_release(&transaction);
	return status;
}
