/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/revert.h"

#include <syslog.h>
#include <time.h>

#include "apply/pending.h"
#include "apply/rollback.h"
#include "apply/transact.h"

enum status revert(const struct folder *folder, const char *id,
		   void (*tell)(int level, const char *fmt, ...))
{
	/* Not by the name of the namespace: another one can have it by now. */
	const struct options here = { 0 };
	struct transaction transaction = { 0 };
	enum status status;

	if (!pending_is(folder, id))
		return STATUS_NO;
	status = transact_open(&transaction, &here);
	if (status == STATUS_YES)
		status = rollback(&transaction, folder, PENDING_FILE, tell);
	if (status == STATUS_YES) {
		tell(LOG_WARNING, "nobody confirmed what was applied: it is taken back");
		/* Only a message needs it: that it cannot be kept is no failure. */
		pending_note_return(folder, (uint64_t)time(NULL));
	}
	transact_release(&transaction);
	return status;
}
