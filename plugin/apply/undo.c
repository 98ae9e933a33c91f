/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/undo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apply/backup.h"
#include "apply/guard.h"
#include "apply/record.h"
#include "apply/run_lock.h"

const char *time_of_day(uint64_t seconds, char text[16])
{
	const time_t time = (time_t)seconds;
	struct tm tm = { 0 };

	localtime_r(&time, &tm);
	if (!strftime(text, 16, "%H:%M:%S", &tm))
		*text = '\0';
	return text;
}

void complain_of_folder(const char *what, int err)
{
	const bool closed = err == -EACCES || err == -EPERM || err == -EOVERFLOW || err == -EROFS;

	complain("%s in %s: %s%s", what, folder_path(), folder_failure(err),
		 closed ? "; set NFTSVC_RUN to use a folder of your own" : "");
}

/* Whether another apply waits; of a damaged file nobody knows what it was. */
static enum status check_pending(const struct undo *undo)
{
	struct pending pending = { 0 };
	enum status status = STATUS_YES;
	char clock[16];
	int err = pending_read(&undo->folder, PENDING_FILE, &pending);
	bool overdue = boot_time_now() > pending.deadline;

	if (err == -EINVAL)
		complain("what was kept of an apply that waits is damaged, and passed over");
	if (!err) {
		time_of_day(pending.until, clock);
		complain("an apply %s%s%s%s: confirm it, or take it back with \"nftsvc rollback\"",
			 overdue ? "was to be taken back at " : "waits until ", clock,
			 overdue ? ", and is not yet" : " for \"nftsvc confirm\"",
			 guard_is_there(&undo->folder, pending.id)
				 ? ""
				 : ", and the process that would take it back is gone");
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

/* What is not written where it is needed is a failure, else something to tell later. */
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
		err = record_keep_former(&undo->folder);
	if (!err)
		err = pending_write(&undo->folder, undo->confirm ? PENDING_FILE : FORMER_FILE,
				    pending);
	undo->error = err;
	if (!err || !undo->confirm)
		return 0;
	if (undo->guarded)
		complain_of_folder("the former state cannot be kept", err);
	else
		complain("no process can be started to take it back: %s", strerror(-err));
	return -ECANCELED;
}

enum status undo_begin(struct undo *undo, struct transaction *transaction)
{
	if (undo->folder.lock < 0)
		undo->error = folder_open(true, &undo->folder);
	if (!undo->error && undo->folder.lock < 0)
		undo->error = run_lock_wait(&undo->folder);
	if (!undo->error)
		undo->error = pending_new(&undo->pending);
	if (undo->error && undo->confirm) {
		complain_of_folder("the former state cannot be kept", undo->error);
		return STATUS_SYSTEM;
	}
	transaction->undo = undo;
	return undo->error ? STATUS_YES : check_pending(undo);
}

/* The kernel's elements of a set are in the order of their keys, and none overlaps another. */
static int compare_key(const void *a, const void *b)
{
	const struct key *key = a, *other = &((const struct element *)b)->key;

	return key_overlaps(key, other) ? 0 : key_compare(key, other);
}

/* What was armed before and stays runs out earlier than what is armed now. */
static void note_what_is_left(struct state *wanted, const struct state *live)
{
	for (size_t i = 0; i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];
		const struct table *there = state_table(live, table->family, table->name);

		for (size_t j = 0; there && j < table->n; j++) {
			struct set *set = &table->sets[j];
			const struct set *was = set->timeouts ? table_set(there, set->name) : NULL;

			for (size_t k = 0; was && was->n && k < set->n; k++) {
				struct element *element = &set->elements[k];
				const struct element *at;

				at = bsearch(&element->key, was->elements, was->n, sizeof(*at),
					     compare_key);
				if (at && at->timeout == element->timeout && element_is_ours(at))
					element->expires = at->expires;
			}
		}
	}
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
	note_what_is_left(&transaction->wanted, &transaction->live);
	applied.state = transaction->wanted;
	return record_add(&undo->folder, &applied);
}

void undo_done(struct undo *undo, struct transaction *transaction, const struct options *options,
	       enum status status)
{
	const bool done = status == STATUS_YES && !transaction->plan.refused;

	/* Nothing came of it: the former state is that of an earlier one. */
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
		complain_of_folder("what was done could not be kept", undo->error);
}

void undo_end(struct undo *undo)
{
	pending_free(&undo->pending);
	folder_close(&undo->folder);
}

static bool has_timeouts(const struct state *state)
{
	for (size_t i = 0; i < state->n; i++)
		for (size_t j = 0; j < state->tables[i].n; j++)
			if (state->tables[i].sets[j].timeouts)
				return true;
	return false;
}

void mark_ran_out(struct transaction *transaction)
{
	struct record record = { 0 };
	int err;

	if (!has_timeouts(&transaction->wanted))
		return;
	err = record_read(&record);
	if (err)
		complain_of_folder(
			"it is not known which timeouts are over: the record of the last "
			"apply cannot be read",
			err);
	record_mark_ran_out(&record, &transaction->wanted, boot_time_now());
	record_free(&record);
}
