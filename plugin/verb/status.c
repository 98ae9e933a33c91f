/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc status: what the kernel has now, what was counted by service, and where it came from. */
#include <errno.h>
#include <string.h>

#include "apply/guard.h"
#include "apply/pending.h"
#include "apply/record.h"
#include "apply/transact.h"
#include "apply/undo.h"
#include "render/status.h"
#include "state/tally.h"
#include "verb/verbs.h"

/* The kernel's state can be printed without the record. */
static int read_record(struct record *record)
{
	int err = record_read(record);

	if (!err || err == -ENOMEM)
		return err;
	folder_complain("what was applied cannot be read", err);
	return 0;
}

static int print(const struct overview *overview, enum format format)
{
	if (format == FORMAT_JSON)
		return overview_json(overview, stdout);
	if (format == FORMAT_TABLE)
		return overview_table(overview, stdout);
	overview_prometheus(overview, stdout);
	return 0;
}

static const struct waiting *find_waiting(struct waiting *waiting)
{
	struct folder folder = FOLDER_NONE;
	struct pending pending = { 0 };
	int err = folder_open(false, &folder);

	if (!err)
		err = pending_read(&folder, PENDING_FILE, &pending);
	if (!err)
		*waiting = (struct waiting){ .until = pending.until,
					     .guarded = guard_is_running(&folder, pending.id),
					     .overdue = boot_time_now() > pending.deadline };
	pending_free(&pending);
	folder_close(&folder);
	return err ? NULL : waiting;
}

static int tell(struct state *live, const struct state *wanted, enum format format)
{
	struct arena arena = { 0 };
	struct record record = { 0 };
	struct tally_row *rows = NULL;
	struct tally_set *sets = NULL;
	struct waiting waiting;
	size_t n_rows = 0, n_sets = 0;
	int err;

	err = tally(&arena, live, wanted, &rows, &n_rows);
	if (!err)
		err = tally_sets(&arena, rows, n_rows, &sets, &n_sets);
	if (!err)
		err = read_record(&record);
	if (!err)
		err = print(&(struct overview){ rows, n_rows, sets, n_sets, &record,
						find_waiting(&waiting) },
			    format);
	record_free(&record);
	arena_free(&arena);
	return err;
}

/* No row stands for them. */
static void tell_missing_sets(const struct state *live, const struct state *wanted)
{
	for (size_t i = 0; i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];
		const struct table *there = state_table(live, table->family, table->name);

		for (size_t j = 0; j < table->n; j++)
			if (!there || !table_set(there, table->sets[j].name))
				complain("%s %s %s: the kernel does not have this set",
					 family_name(table->family), table->name,
					 table->sets[j].name);
	}
}

static enum status act(struct transaction *transaction, const struct options *options)
{
	const struct state *wanted = options->n_args ? &transaction->wanted : NULL;
	enum status status = transact_complain(
		transaction, nft_read(transaction->nft, wanted, false, &transaction->live));

	if (status != STATUS_YES)
		return status;
	if (wanted)
		tell_missing_sets(&transaction->live, wanted);
	return printed(tell(&transaction->live, wanted, options->format));
}

enum status verb_status(const struct options *options)
{
	struct transaction transaction = { .lenient = true };
	enum status status;

	status = transact_begin(&transaction, options);
	if (status == STATUS_YES)
		status = act(&transaction, options);
	transact_release(&transaction);
	return status;
}
