/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc lock: write down what the names of policies come to, or accept what they come to now. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load/load.h"
#include "lock/lock.h"
#include "registry/registry.h"
#include "render/lock.h"
#include "verb/verbs.h"

/* Without a lock that can be read there is nothing to compare with, and nothing is accepted. */
static int read_former(struct loaded *loaded, struct lock_job *jobs, enum status *status)
{
	struct arena *arena = &loaded->wanted.arena;

	for (size_t i = 0; i < loaded->n; i++) {
		int err;

		jobs[i].path = lock_path(arena, loaded->policies[i].source->path);
		if (!jobs[i].path)
			return -ENOMEM;
		err = lock_read(arena, jobs[i].path, &jobs[i].former, &loaded->diags);
		if (err == -ENOMEM)
			return err;
		if (err < 0 && *status != STATUS_SYSTEM)
			*status = status_of_file_error(err);
	}
	if (*status == STATUS_YES && diags_failed(&loaded->diags))
		*status = STATUS_INPUT;
	return 0;
}

static int compare(struct loaded *loaded, const struct options *options, struct lock_job *jobs)
{
	struct arena *arena = &loaded->wanted.arena;
	char hash[LOCK_HASH_SIZE];
	int err = lock_hash(loaded->reg, hash);

	for (size_t i = 0; !err && i < loaded->n; i++) {
		struct lock_job *job = &jobs[i];

		job->policy = &loaded->policies[i];
		job->accept = options->update || !job->former;
		err = lock_make(arena, loaded->reg, job->policy, &job->now);
		if (!err && job->former)
			err = lock_compare(arena, job->former, &job->now, &job->changes,
					   &job->n_changes);
		memcpy(job->now.hash, hash, sizeof(hash));
	}
	return err;
}

static enum status print(const struct lock_job *jobs, const struct loaded *loaded,
			 enum format format)
{
	if (format == FORMAT_JSON)
		return printed(lock_json(jobs, loaded->n, loaded->reg, stdout));
	lock_text(jobs, loaded->n, stdout);
	return printed(0);
}

static bool is_as_written(const struct lock *former, const char *text, size_t size)
{
	return former && former->source->size == size && !memcmp(former->source->text, text, size);
}

static int write_job(struct arena *arena, const struct lock_job *job)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int err;

	if (!out)
		return -errno;
	lock_print(&job->now, out);
	err = fclose(out) == 0 ? 0 : -errno;
	if (!err && !is_as_written(job->former, text, size))
		err = lock_write(arena, job->path, text, size);
	free(text);
	return err;
}

/* Changes that nobody accepted are a no; all else is written where it is not yet. */
static enum status settle(struct loaded *loaded, const struct lock_job *jobs)
{
	enum status status = STATUS_YES;

	for (size_t i = 0; i < loaded->n; i++) {
		const struct lock_job *job = &jobs[i];
		int err = job->accept ? write_job(&loaded->wanted.arena, job) : 0;

		if (err) {
			complain("%s: %s", job->path,
				 err == -EEXIST ? "this is no regular file: it is left alone"
						: strerror(-err));
			return STATUS_SYSTEM;
		}
		if (!job->accept && job->n_changes)
			status = STATUS_NO;
	}
	return status;
}

static enum status lock(struct loaded *loaded, const struct options *options)
{
	struct lock_job *jobs = arena_alloc(&loaded->wanted.arena, loaded->n * sizeof(*jobs));
	enum status status = STATUS_YES;
	int err = jobs ? read_former(loaded, jobs, &status) : -ENOMEM;

	loaded_tell(loaded);
	if (!err && status == STATUS_YES)
		err = compare(loaded, options, jobs);
	if (err)
		return printed(err);
	if (status == STATUS_YES)
		status = print(jobs, loaded, options->format);
	/* Accept only what was printed; a reader may stop before the end. */
	if (status == STATUS_YES)
		status = output_finish(status);
	if (status == STATUS_YES)
		status = settle(loaded, jobs);
	if (status == STATUS_NO)
		complain("\"nftsvc lock --update\" accepts it");
	return status;
}

enum status verb_lock(const struct options *options)
{
	struct loaded loaded = { .locks = LOCK_IGNORED };
	enum status status;

	for (size_t i = 0; i < options->n_args; i++) {
		if (strcmp(options->args[i], "-") == 0) {
			complain("standard input cannot be locked: name a file");
			return STATUS_INPUT;
		}
	}
	status = load(options, &loaded);
	if (status == STATUS_YES)
		status = lock(&loaded, options);
	else
		loaded_tell(&loaded);
	loaded_free(&loaded);
	return status;
}
