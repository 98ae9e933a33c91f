/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftsvc guard: what "apply --confirm" leaves behind, to take it back. It is
 * not for people: --help does not list it.
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
#include "apply/revert.h"
#include "apply/transact.h"
#include "verb/verbs.h"
#include "watch/notify.h"

/* After a failure it is tried again; in milliseconds, longer each time. */
#define AGAIN_FIRST 1000
#define AGAIN_MAX 60000

static void ready(const struct options *options)
{
	const int fd = options->n_args > 2 ? atoi(options->args[2]) : -1;

	notify("READY=1\nSTATUS=Waiting for nftsvc confirm");
	if (fd < 0)
		return;
	(void)!write(fd, "", 1);
	close(fd);
}

/* STATUS_NO if there is nothing to take back any more. */
static enum status do_duty(struct folder *folder, const char *id)
{
	enum status status;

	/* An apply that is not through yet has the lock. */
	if (folder_lock(folder))
		return STATUS_SYSTEM;
	status = revert(folder, id, syslog);
	folder_unlock(folder);
	if (status == STATUS_SYSTEM)
		syslog(LOG_ERR, "what was applied cannot be taken back: it is tried again");
	return status;
}

/* Until the apply is confirmed, or taken back by us or somebody else. */
static enum status stand_guard(struct folder *folder, const char *id, struct vigil *vigil)
{
	uint64_t again = AGAIN_FIRST;

	for (;;) {
		int time = vigil_wait(vigil);
		enum status status;

		if (time < 0)
			return STATUS_SYSTEM;
		if (!time && !pending_is(folder, id)) {
			/* We are there before the file is; it can be gone before we look. */
			if (vigil->came)
				return STATUS_YES;
			continue;
		}
		if (!time)
			continue;
		status = do_duty(folder, id);
		if (status != STATUS_SYSTEM)
			return STATUS_YES;
		if (vigil_until(vigil, boot_time_now() + again))
			return STATUS_SYSTEM;
		again = 2 * again < AGAIN_MAX ? 2 * again : AGAIN_MAX;
	}
}

static int open_vigil(const struct options *options, struct folder *folder, struct vigil *vigil,
		      int *post)
{
	int err = folder_open(false, folder);

	if (err)
		return err;
	*post = guard_take_post(folder, options->args[0]);
	return *post < 0 ? *post : vigil_open(folder, strtoull(options->args[1], NULL, 10), vigil);
}

static enum status guard(struct transaction *transaction, const struct options *options)
{
	struct folder folder = FOLDER_NONE;
	struct vigil vigil = VIGIL_NONE;
	enum status status = STATUS_SYSTEM;
	int post = -1;
	int err;

	/* It was opened to be in the namespace; each rollback opens its own. */
	nft_close(transaction->nft);
	transaction->nft = NULL;
	err = open_vigil(options, &folder, &vigil, &post);
	if (err) {
		complain("guard: %s", strerror(-err));
	} else {
		ready(options);
		status = stand_guard(&folder, options->args[0], &vigil);
	}
	vigil_close(&vigil);
	if (post >= 0)
		close(post);
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
