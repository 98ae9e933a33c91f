/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a transaction begins with: the policies, and the socket. */
#include <errno.h>
#include <malloc.h>
#include <string.h>

#include "apply/transact.h"
#include "load/load.h"

/* The policies' state, and what is said of the registry for who keeps a record. */
static enum status load_policies(const struct options *options, struct transaction *transaction)
{
	struct loaded loaded = {
		.locks = transaction->lenient ? LOCK_SILENT : LOCK_HOLDS,
	};
	enum status status = load(options, &loaded);
	struct svcreg_info info;

	if (options->strict && status <= STATUS_NO)
		status = loaded_lint(options, &loaded);
	loaded_tell(&loaded);
	/* The verb goes on, to tell also what it finds in the kernel. */
	transaction->warned = status == STATUS_NO;
	if (status <= STATUS_NO) {
		struct arena *arena = &loaded.wanted.arena;

		status = STATUS_YES;
		svcreg_info(loaded.reg, &info);
		transaction->registry = arena_strndup(arena, info.source, strlen(info.source));
		transaction->registry_date = arena_strndup(arena, info.date, strlen(info.date));
		transaction->wanted = loaded.wanted;
		loaded.wanted = (struct state){ 0 };
		if (!transaction->registry || !transaction->registry_date)
			status = printed(-ENOMEM);
	}
	loaded_free(&loaded);
	return status;
}

/*
 * Each stage frees its memory before the next begins. By default malloc() would
 * return large blocks to the kernel, which zeroes them again page by page; that
 * takes longer than the stages themselves.
 */
static void keep_freed_memory(void)
{
#ifdef M_MMAP_THRESHOLD /* not in musl */
	mallopt(M_MMAP_THRESHOLD, 16 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
#endif
}

enum status transact_begin(struct transaction *transaction, const struct options *options)
{
	enum status status = STATUS_YES;

	keep_freed_memory();
	if (options->n_args)
		status = load_policies(options, transaction);
	return status == STATUS_YES ? transact_open(transaction, options) : status;
}
