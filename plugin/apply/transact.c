/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/transact.h"

#include <errno.h>
#include <string.h>

#include "apply/record.h"
#include "apply/undo.h"
#include "state/protocol.h"

/* How often another program may be faster than we are. */
#define SEND_ATTEMPTS 16

/*
 * How often we may not find what we sent though nobody else was there: a dump
 * can pass over an element where another one's time runs out meanwhile.
 */
#define DOUBTS 3

/* Where the kernel has not what it acknowledged: no error of its own stands for that. */
#define NOT_AS_SENT (-EPROTO)

static char *kernel_text(struct arena *arena, int err)
{
	if (err == -EPERM)
		return arena_printf(arena, "this takes the right to change the ruleset: run it as "
					   "root, or with CAP_NET_ADMIN");
	if (err == -EAGAIN || err == -ERESTART)
		return arena_printf(arena, "another program keeps changing the ruleset: try again");
	if (err == NOT_AS_SENT)
		return arena_printf(arena, "the kernel does not have what it was sent");
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
	/* undo_save() has said why. */
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
					      .skip_obstacles = transaction->around,
					      .rules_known = rules };
	int err;

	transact_drop_plan(transaction);
	err = nft_read(transaction->nft, &transaction->wanted, rules, &transaction->live);
	if (err)
		return err;
	if (transaction->back_to)
		return snapshot_plan(transaction->back_to, &transaction->live, boot_time_now(),
				     &transaction->plan);
	if (transaction->remove)
		return plan_remove(&transaction->live, &transaction->wanted, &transaction->plan);
	return plan_apply(&transaction->live, &transaction->wanted, &options, &transaction->plan);
}

/* Rules are read only where the plan depends on them: there can be many. */
int transact_plan(struct transaction *transaction)
{
	int err = make_plan(transaction, transaction->remove || transaction->back_to);

	if (!err && transaction->plan.needs_rules)
		err = make_plan(transaction, true);
	return err;
}

bool transact_strict_forbids(const struct transaction *transaction)
{
	return transaction->strict && (transaction->warned || transaction->plan.n_findings);
}

/* What a failed commit can mean: that another was faster, or that our picture is out of date. */
static bool worth_another_try(int err)
{
	return err == -ERESTART || err == -EEXIST || err == -ENOENT || err == -EBUSY;
}

/*
 * A small change is read back element by element. Else, or where something is
 * amiss, all is read again: the plan made on that must be empty, unless yet
 * another program has been there since.
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
 * The generation is one for all tables: next to a program that commits without
 * end, a batch that carries it may never get through. If the ruleset moved on
 * a few times and what we look at did not, the batch goes without: its additions
 * and deletions are strict, and fail whole where our picture is out of date.
 */
#define PATIENCE 3

/* With a set or table goes what others put into it: of that, nobody may have put anything. */
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
	bool guarded = live->steady && restarts < PATIENCE;

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
	int restarts = 0, doubts = 0;
	int err = 0;

	for (int attempt = 0; attempt < SEND_ATTEMPTS; attempt++) {
		transaction->refused = NULL;
		err = transact_plan(transaction);
		if (err)
			break;
		/* Only here: what others add while we send is no reason to send it again. */
		transaction->plan.refused |= transact_strict_forbids(transaction);
		if (transaction->plan.refused || !transaction->plan.n_changes)
			return 0;
		if (transaction->undo)
			err = undo_save(transaction->undo, transaction);
		if (err)
			break;
		err = send_once(transaction, restarts);
		restarts += err == -ERESTART;
		if (worth_another_try(err))
			continue;
		if (err && err != -ENOBUFS)
			break;
		/* What the kernel said of it was lost, or it never came there. */
		unknown = err == -ENOBUFS;
		transaction->sent = true;
		err = read_back(transaction, &equal, &ours_alone);
		if (err || equal)
			break;
		if (ours_alone && !unknown && ++doubts == DOUBTS)
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
