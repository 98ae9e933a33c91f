/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/transact.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>

#include "apply/record.h"
#include "apply/undo.h"
#include "load/load.h"

/* Attempts while other programs change the ruleset. */
#define SEND_ATTEMPTS 16

/*
 * Attempts while the kernel lacks what we sent though nobody else changed it: a
 * dump can skip an element if another one expires meanwhile.
 */
#define MISMATCHES_MAX 3

/* The kernel does not have what it acknowledged. nft/ returns no such error. */
#define NOT_AS_SENT (-EREMOTEIO)

static char *kernel_text(struct arena *arena, int err)
{
	if (err == -EPERM)
		return arena_printf(arena, "this takes the right to change the ruleset: run it as "
					   "root, or with CAP_NET_ADMIN");
	if (err == -EAGAIN || err == -ERESTART)
		return arena_printf(arena, "another program keeps changing the ruleset: try again");
	if (err == NOT_AS_SENT)
		return arena_printf(arena, "the kernel does not have what it was sent");
	if (err == -EPROTO)
		return arena_printf(arena, "the kernel's answer cannot be understood");
	return arena_printf(arena, "netlink: %s", strerror(-err));
}

static const char *change_verb(enum change_kind kind)
{
	switch (kind) {
	case CHANGE_ADD_TABLE:
	case CHANGE_ADD_SET:
	case CHANGE_ADD_ELEMENT:
		return "add";
	case CHANGE_GROW_SET:
		return "enlarge";
	case CHANGE_REPLACE_ELEMENT:
		return "replace an element of";
	case CHANGE_DELETE_ELEMENT:
	case CHANGE_DELETE_SET:
	case CHANGE_DELETE_TABLE:
		return "delete";
	}
	return "change";
}

static char *refused_text(struct arena *arena, int err, const struct change *change)
{
	const char *family = family_name(change->table->family);
	const struct element *element = change->to ? change->to : change->from;
	char key[KEY_TEXT_SIZE];

	if (!change->set)
		return arena_printf(arena, "the kernel refused to %s table %s %s: %s",
				    change_verb(change->kind), family, change->table->name,
				    strerror(-err));
	if (!element)
		return arena_printf(arena, "the kernel refused to %s set %s %s %s: %s",
				    change_verb(change->kind), family, change->table->name,
				    change->set->name, strerror(-err));
	return arena_printf(arena, "the kernel refused to change set %s %s %s, from %s on: %s",
			    family, change->table->name, change->set->name, key_text(element, key),
			    strerror(-err));
}

char *transact_failure(struct arena *arena, const struct transaction *transaction, int err)
{
	const struct change *refused = transaction->refused;

	return refused && err != -ERESTART ? refused_text(arena, err, refused)
					   : kernel_text(arena, err);
}

enum status transact_complain(const struct transaction *transaction, int err)
{
	struct arena arena = { 0 };
	const char *text;

	if (!err)
		return STATUS_YES;
	/* undo_save() has told why. */
	if (err == -ECANCELED)
		return STATUS_SYSTEM;
	text = transact_failure(&arena, transaction, err);
	complain("%s", text ? text : strerror(ENOMEM));
	arena_free(&arena);
	return STATUS_SYSTEM;
}

enum status transact_open(struct transaction *transaction, const struct options *options)
{
	int err = nft_open(options->netns, &transaction->nft);

	if (!err)
		return STATUS_YES;
	if (!options->netns)
		return transact_complain(transaction, err);
	complain("network namespace %s: %s", options->netns, strerror(-err));
	return err == -ENOENT ? STATUS_INPUT : STATUS_SYSTEM;
}

void transact_drop_plan(struct transaction *transaction)
{
	transaction->refused = NULL;
	plan_free(&transaction->plan);
	state_free(&transaction->live);
}

static int make_plan(struct transaction *transaction, bool rules)
{
	const struct plan_options options = { .adopt = transaction->adopt,
					      .prune = transaction->prune,
					      .rearm = transaction->rearm,
					      .skip_obstacles = transaction->skip_obstacles,
					      .rules_known = rules };
	int err;

	transact_drop_plan(transaction);
	err = nft_read(transaction->nft, &transaction->wanted, rules, &transaction->live);
	if (err)
		return err;
	if (transaction->restore)
		return snapshot_plan(transaction->restore, &transaction->live, boot_time_now(),
				     &transaction->plan);
	if (transaction->remove)
		return plan_remove(&transaction->live, &transaction->wanted, &transaction->plan);
	return plan_apply(&transaction->live, &transaction->wanted, &options, &transaction->plan);
}

/* Rules are read only where the plan depends on them: there can be many. */
int transact_plan(struct transaction *transaction)
{
	int err = make_plan(transaction, transaction->remove || transaction->restore);

	if (!err && transaction->plan.needs_rules)
		err = make_plan(transaction, true);
	return err;
}

bool transact_strict_forbids(const struct transaction *transaction)
{
	return transaction->strict && (transaction->warned || transaction->plan.n_findings);
}

/* Another program was faster, so what we read is out of date. */
static bool is_out_of_date(int err)
{
	return err == -ERESTART || err == -EEXIST || err == -ENOENT || err == -EBUSY;
}

/*
 * A small change is read back element by element. If it is large, or something is
 * wrong, everything is read again: a new plan must be empty, unless another
 * program has changed something since.
 */
static int read_back(const struct transaction *sent, bool *equal, bool *ours_alone)
{
	struct transaction again = *sent;
	int err;

	if (nft_can_check(&sent->plan)) {
		err = nft_check(sent->nft, &sent->plan, equal);
		if (err || *equal)
			return err;
	}
	again.live = (struct state){ 0 };
	again.plan = (struct plan){ 0 };
	err = transact_plan(&again);
	if (!err) {
		*equal = !again.plan.n_changes && !again.plan.refused;
		*ours_alone = sent->live.steady && again.live.steady &&
			      again.live.generation - sent->live.generation <= 2;
	}
	plan_free(&again.plan);
	state_free(&again.live);
	return err;
}

/*
 * The generation covers all tables: beside a program that commits all the time, a
 * batch with a generation may never succeed. After a few restarts the batch is
 * sent without one: its additions and deletions are strict, so the whole batch
 * fails if our tables have changed.
 */
#define GUARDED_RESTARTS_MAX 3

/* Deleting a set drops foreign elements, so require an unchanged generation. */
static bool deletes_containers(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_changes; i++)
		if (plan->changes[i].kind == CHANGE_DELETE_SET ||
		    plan->changes[i].kind == CHANGE_DELETE_TABLE)
			return true;
	return false;
}

static int send_once(struct transaction *transaction, int restarts)
{
	const struct state *live = &transaction->live;
	const struct plan *plan = &transaction->plan;
	bool guarded = live->steady && restarts < GUARDED_RESTARTS_MAX;

	if (deletes_containers(plan)) {
		if (!live->steady)
			return -ERESTART;
		guarded = true;
	}
	return nft_commit(transaction->nft, plan, guarded ? &live->generation : NULL,
			  &transaction->refused);
}

int transact_send(struct transaction *transaction)
{
	bool equal = false, ours_alone = false;
	bool unknown;
	int restarts = 0, mismatches = 0;
	int err = 0;

	for (int attempt = 0; attempt < SEND_ATTEMPTS; attempt++) {
		transaction->refused = NULL;
		err = transact_plan(transaction);
		if (err)
			break;
		/* Not when reading back: what others add meanwhile is no reason to send again. */
		transaction->plan.refused |= transact_strict_forbids(transaction);
		if (transaction->plan.refused || !transaction->plan.n_changes)
			return 0;
		if (transaction->undo)
			err = undo_save(transaction->undo, transaction);
		if (err)
			break;
		err = send_once(transaction, restarts);
		restarts += err == -ERESTART;
		if (is_out_of_date(err))
			continue;
		if (err && err != -ENOBUFS)
			break;
		/* The kernel's answer was lost, or the batch never arrived. */
		unknown = err == -ENOBUFS;
		transaction->sent = true;
		err = read_back(transaction, &equal, &ours_alone);
		if (err || equal)
			break;
		if (ours_alone && !unknown && ++mismatches == MISMATCHES_MAX)
			return NOT_AS_SENT;
		err = unknown ? -ENOBUFS : -ERESTART;
	}
	return err;
}

void transact_release(struct transaction *transaction)
{
	transact_drop_plan(transaction);
	state_free(&transaction->wanted);
	nft_close(transaction->nft);
}

/* Load the policies, and keep the registry's name and date for the record. */
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
	/* The verb goes on: it also reports what it finds in the kernel. */
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
