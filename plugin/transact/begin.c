/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a transaction begins with: the policies, and the socket. */
#include <errno.h>
#include <malloc.h>
#include <string.h>

#include "load/load.h"
#include "transact/transact.h"

/* The tables that policies write: what decides what the kernel is asked. */
static int name_tables(const struct loaded *loaded, struct state *names)
{
	for (size_t i = 0; i < loaded->n; i++) {
		const struct policy *policy = &loaded->policies[i];

		for (size_t j = 0; j < policy->n_tables; j++) {
			const struct policy_table *table = &policy->tables[j];

			if (!state_table(names, table->family, table->name) &&
			    !state_add_table(names, table->family, table->name))
				return -ENOMEM;
		}
	}
	return 0;
}

/* Fewer names are looked up before a thread is at work. */
#define READ_AHEAD_MIN 1000

static size_t count_entries(const struct loaded *loaded)
{
	size_t n = 0;

	for (size_t i = 0; i < loaded->n; i++) {
		const struct policy *policy = &loaded->policies[i];

		for (size_t j = 0; j < policy->n_groups; j++)
			n += policy->groups[j].n;
		for (size_t j = 0; j < policy->n_tables; j++)
			for (size_t k = 0; k < policy->tables[j].n; k++)
				n += policy->tables[j].sets[k].n;
	}
	return n;
}

/*
 * The kernel takes as long to tell a large set as all else here does: it is asked
 * while the names are looked up. What fails is tried again in its turn, and told
 * then: mistakes in the policies come first.
 */
static void read_ahead(const struct options *options, const struct loaded *loaded, void *data)
{
	struct transaction *transaction = data;
	struct state names = { 0 };

	if (count_entries(loaded) < READ_AHEAD_MIN)
		return;
	if (!name_tables(loaded, &names) && !nft_open(options->netns, &transaction->nft))
		nft_read_ahead(transaction->nft, &names);
	state_free(&names);
}

/* The policies' state, and what is said of the registry for who keeps a record. */
static enum status load_policies(const struct options *options, struct transaction *transaction)
{
	struct loaded loaded = {
		.locks = transaction->lenient ? LOCK_SILENT : LOCK_HOLDS,
		.parsed = transaction->read_ahead ? read_ahead : NULL,
		.data = transaction,
	};
	enum status status = load(options, &loaded);
	struct svcreg_info info;

	loaded_tell(&loaded);
	if (status == STATUS_YES) {
		struct arena *arena = &loaded.wanted.arena;

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
 * One stage is done with its memory when the next begins. malloc() would give
 * what is large back to the kernel each time, and the kernel would zero it page
 * by page again, which takes longer than what is done with it.
 */
static void keep_freed_memory(void)
{
#ifdef M_MMAP_THRESHOLD /* not in musl */
	mallopt(M_MMAP_THRESHOLD, 16 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
#endif
}

enum status transact(const struct options *options, struct transaction *transaction,
		     enum status (*act)(struct transaction *transaction,
					const struct options *options))
{
	enum status status = STATUS_YES;

	keep_freed_memory();
	if (options->n_args)
		status = load_policies(options, transaction);
	if (status == STATUS_YES && !transaction->nft)
		status = transact_open(transaction, options);
	if (status == STATUS_YES)
		status = act(transaction, options);
	transact_release(transaction);
	return status;
}
