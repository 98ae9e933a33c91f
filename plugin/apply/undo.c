/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/undo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apply/folder.h"
#include "apply/guard.h"
#include "apply/pending.h"
#include "apply/record.h"
#include "apply/timeouts.h"

/*
 * The undo of the last change is backed up while the next one is sent: if that is
 * not sent after all, a rollback still undoes the last one. Files are replaced,
 * never written to, so a second link is a backup.
 */
static const struct {
	const char *file, *backup;
} backups[] = {
	{ FORMER_FILE, "former-aside" },
	{ RECORD_FILE, "record-aside" },
};

#define N_BACKUPS (sizeof(backups) / sizeof(backups[0]))

static int backup_drop(const struct folder *folder)
{
	int err = 0;

	for (size_t i = 0; !err && i < N_BACKUPS; i++)
		err = folder_delete(folder, backups[i].backup);
	return err;
}

static int backup_make(const struct folder *folder)
{
	/* A run that was killed can have left one. */
	int err = backup_drop(folder);

	for (size_t i = 0; !err && i < N_BACKUPS; i++) {
		err = folder_link(folder, backups[i].file, backups[i].backup);
		if (err == -ENOENT)
			err = 0;
	}
	return err;
}

static int backup_restore(const struct folder *folder)
{
	int err = 0;

	for (size_t i = 0; !err && i < N_BACKUPS; i++) {
		err = folder_rename(folder, backups[i].backup, backups[i].file);
		if (err == -ENOENT)
			err = folder_delete(folder, backups[i].file);
	}
	return err;
}

const char *time_of_day(uint64_t seconds, char text[16])
{
	const time_t time = (time_t)seconds;
	struct tm tm = { 0 };

	localtime_r(&time, &tm);
	if (!strftime(text, 16, "%H:%M:%S", &tm))
		*text = '\0';
	return text;
}

/* Refuse if another apply waits; what a damaged file was for is unknown. */
static enum status check_pending(const struct undo *undo)
{
	struct pending pending = { 0 };
	enum status status = STATUS_YES;
	char clock[16];
	int err = pending_read(&undo->folder, PENDING_FILE, &pending);
	bool overdue = boot_time_now() > pending.deadline;

	if (err == -EINVAL)
		complain("the saved state of an apply that waits is damaged: it is ignored");
	if (!err) {
		time_of_day(pending.until, clock);
		complain("an apply %s%s%s%s: confirm it, or roll it back with \"nftsvc rollback\"",
			 overdue ? "was to be rolled back at " : "waits until ", clock,
			 overdue ? ", and is not yet" : " for \"nftsvc confirm\"",
			 guard_is_running(&undo->folder, pending.id)
				 ? ""
				 : ", and the process that would roll it back is gone");
		status = STATUS_SYSTEM;
	}
	pending_free(&pending);
	return status;
}

static int start_guard(struct undo *undo)
{
	struct pending *pending = &undo->pending;
	int err;

	pending->deadline = boot_time_now() + 1000ULL * undo->confirm;
	err = guard_start(undo->netns, pending->id, pending->deadline);
	pending->until = (uint64_t)time(NULL) + undo->confirm;
	undo->guarded = !err;
	return err;
}

/* An error is reported at the end, unless --confirm needs what cannot be written. */
int undo_save(struct undo *undo, struct transaction *transaction)
{
	struct pending *pending = &undo->pending;
	int err = undo->error;

	if (err)
		return 0;
	pending->snapshot.taken = boot_time_now();
	err = snapshot_take(&transaction->plan, &transaction->live, &pending->snapshot);
	if (!err && undo->confirm && !undo->guarded)
		err = start_guard(undo);
	if (!err && !undo->backed_up)
		err = backup_make(&undo->folder);
	undo->backed_up |= !err;
	if (!err)
		err = record_save_former(&undo->folder);
	if (!err)
		err = pending_write(&undo->folder, undo->confirm ? PENDING_FILE : FORMER_FILE,
				    pending);
	undo->error = err;
	if (!err || !undo->confirm)
		return 0;
	if (undo->guarded)
		folder_complain("the former state cannot be saved", err);
	else
		complain("cannot start the process that would roll it back: %s", strerror(-err));
	return -ECANCELED;
}

enum status undo_begin(struct undo *undo, struct transaction *transaction)
{
	if (undo->folder.lock < 0)
		undo->error = folder_open(true, &undo->folder);
	if (!undo->error && undo->folder.lock < 0)
		undo->error = folder_lock_wait(&undo->folder);
	if (!undo->error)
		undo->error = pending_new(&undo->pending);
	if (undo->error && undo->confirm) {
		folder_complain("the former state cannot be saved", undo->error);
		return STATUS_SYSTEM;
	}
	transaction->undo = undo;
	return undo->error ? STATUS_YES : check_pending(undo);
}

static int absolute_paths(struct arena *arena, const struct options *options, const char **paths)
{
	for (size_t i = 0; i < options->n_args; i++) {
		const char *path = options->args[i];
		char *absolute = strcmp(path, "-") ? realpath(path, NULL) : NULL;

		paths[i] = absolute ? arena_strndup(arena, absolute, strlen(absolute)) : path;
		free(absolute);
		if (!paths[i])
			return -ENOMEM;
	}
	return 0;
}

static int record_applied(const struct undo *undo, struct transaction *transaction,
			  const struct options *options)
{
	struct arena *arena = &transaction->wanted.arena;
	const char **paths = arena_alloc(arena, options->n_args * sizeof(*paths));
	struct applied applied = {
		.when = (uint64_t)time(NULL),
		.boot_time = boot_time_now(),
		.registry = transaction->registry,
		.registry_date = transaction->registry_date,
		.policies = paths,
		.n_policies = options->n_args,
	};
	int err = paths ? absolute_paths(arena, options, paths) : -ENOMEM;

	if (err)
		return err;
	timeouts_note_remaining(&transaction->wanted, &transaction->live);
	applied.state = transaction->wanted;
	return record_add(&undo->folder, &applied);
}

void undo_done(struct undo *undo, struct transaction *transaction, const struct options *options,
	       enum status status)
{
	const bool done = status == STATUS_YES && !transaction->plan.refused;

	/* Nothing was sent: the former state is that of an earlier change. */
	if (undo->backed_up && !transaction->sent)
		backup_restore(&undo->folder);
	if (!undo->error && done)
		undo->error = transaction->remove
				      ? record_forget(&undo->folder, &transaction->wanted)
				      : record_applied(undo, transaction, options);
	if (undo->guarded && !transaction->sent)
		folder_delete(&undo->folder, PENDING_FILE);
	if (undo->backed_up && transaction->sent)
		backup_drop(&undo->folder);
	if (undo->error && done)
		folder_complain("the change cannot be recorded", undo->error);
}

void undo_end(struct undo *undo)
{
	pending_free(&undo->pending);
	folder_close(&undo->folder);
}
