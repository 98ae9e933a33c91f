/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc confirm: keep the changes made by "apply --confirm". */
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "apply/folder.h"
#include "apply/guard.h"
#include "apply/pending.h"
#include "apply/transact.h"
#include "apply/undo.h"
#include "verb/verbs.h"

static bool is_guarded(const struct folder *folder)
{
	struct pending pending = { 0 };
	bool is = pending_read(folder, PENDING_FILE, &pending) ||
		  guard_is_running(folder, pending.id);

	pending_free(&pending);
	return is;
}

static enum status confirm(void)
{
	struct folder folder = FOLDER_NONE;
	bool guarded = true;
	uint64_t rolled_back_at = 0;
	char clock[16];
	int err = folder_open(false, &folder);

	if (!err)
		err = folder_lock_wait(&folder);
	if (!err) {
		guarded = is_guarded(&folder);
		err = pending_confirm(&folder);
	}
	if (err == -ENOENT)
		rolled_back_at = pending_rolled_back_at(&folder);
	folder_close(&folder);
	if (!err) {
		puts("confirmed");
		if (!guarded)
			say(LOG_WARNING, "the process that would have rolled it back was gone");
		return STATUS_YES;
	}
	if (err == -ENOENT) {
		if (rolled_back_at)
			complain("no apply waits to be confirmed: the last one was rolled back at "
				 "%s",
				 time_of_day(rolled_back_at, clock));
		else
			complain("no apply waits to be confirmed");
		return STATUS_NO;
	}
	folder_complain("it cannot be confirmed", err);
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
