/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policies that changed: checked, told, and applied if that is asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "render/plan_lines.h"
#include "watch/day.h"
#include "watch/watch.h"

/* After a failure, in milliseconds. */
#define TRY_AGAIN 1000

static void swap_wanted(struct transaction *transaction, struct state *other)
{
	const struct state wanted = transaction->wanted;

	/* A plan points into the state that it was made for. */
	transact_drop_plan(transaction);
	transaction->wanted = *other;
	*other = wanted;
}

/* What applying them would change. */
static int tell_difference(struct watch *watch, struct state *fresh)
{
	struct transaction *transaction = watch->transaction;
	struct seen nothing = { 0 };
	char *lines = NULL;
	int err;

	swap_wanted(transaction, fresh);
	err = transact_plan(transaction);
	if (!err)
		err = watch_fresh_lines(&nothing, &transaction->plan, render_plan_changes, &lines);
	if (!err && lines && *lines) {
		say(LOG_WARNING, "the policies' files differ from what was applied:");
		watch_tell_lines(LOG_WARNING, lines);
	} else if (!err) {
		say(LOG_NOTICE, "the policies' files come to what the kernel has");
	}
	swap_wanted(transaction, fresh);
	free(lines);
	seen_free(&nothing);
	return err;
}

static int tell_refusal(struct watch *watch)
{
	struct policies *policies = &watch->policies;
	char *lines = NULL;
	int err;

	if (!policies->refused)
		say(LOG_ERR, "the policies' files changed and cannot be applied:");
	policies->refused = true;
	err = watch_fresh_lines(&policies->findings, &watch->transaction->plan,
				render_plan_findings, &lines);
	if (!err && lines)
		watch_tell_lines(LOG_ERR, lines);
	free(lines);
	return err;
}

/* On success the loaded state is what was applied before. */
static int apply(struct watch *watch, struct folder *folder, struct loaded *loaded)
{
	struct transaction *transaction = watch->transaction;
	const char *registry = transaction->registry, *date = transaction->registry_date;
	const uint64_t hash = watch->policies.came_to;
	struct svcreg_info info;
	int err;

	svcreg_info(loaded->reg, &info);
	transaction->registry = info.source;
	transaction->registry_date = info.date;
	swap_wanted(transaction, &loaded->wanted);
	err = watch_apply(watch, folder);
	transaction->registry = registry;
	transaction->registry_date = date;
	if (!err && !transaction->plan.refused) {
		watch->policies.refused = false;
		watch->policies.applied = hash;
		seen_free(&watch->policies.findings);
		seen_free(&watch->changes);
		/* Sets that no policy has any more are to be told. */
		pace_want(&watch->looking, watch_now());
		return watch_tell_sent(transaction, "the policies' files changed: applied");
	}
	if (err)
		watch_tell_failure(watch, err);
	else
		err = tell_refusal(watch);
	swap_wanted(transaction, &loaded->wanted);
	return err;
}

static int on_good(struct watch *watch, struct folder *folder, struct loaded *loaded, bool first)
{
	struct policies *policies = &watch->policies;

	if (policies->came_to == policies->applied) {
		policies->refused = false;
		if (!first)
			say(LOG_NOTICE, "the policies' files come to what was applied");
		return 0;
	}
	return watch->options->reload ? apply(watch, folder, loaded)
				      : tell_difference(watch, &loaded->wanted);
}

static void on_bad(const char *errors)
{
	say(LOG_ERR, "the policies' files changed and are wrong: nothing is changed");
	say_lines(LOG_ERR, errors, SIZE_MAX);
}

static int reload(struct watch *watch, struct folder *folder)
{
	struct policies *policies = &watch->policies;
	const uint64_t before = policies->came_to;
	struct loaded loaded = { 0 };
	enum status status = STATUS_YES;
	char *errors = NULL;
	uint64_t hash = 0;
	bool more = false;
	int err;

	/* An apply is whole or not at all. */
	watch->transaction->skip_obstacles = false;
	err = policies_read(policies, watch->options, &status, &loaded, &errors, &more);
	if (more)
		pace_want(&watch->reading, watch_now());
	if (!err && status == STATUS_YES)
		err = day_set(watch->day, &loaded);
	if (!err && status == STATUS_YES)
		hash = state_hash(&loaded.wanted);
	else if (!err && errors)
		hash = seen_hash(errors, strlen(errors));
	if (err || (hash == before && !policies->refused))
		goto out;
	policies->came_to = hash;
	if (status == STATUS_YES)
		err = on_good(watch, folder, &loaded, !before);
	else
		on_bad(errors);
	/* What failed has not been dealt with. */
	if (err)
		policies->came_to = before;
out:
	free(errors);
	loaded_free(&loaded);
	return err;
}

void watch_reload(struct watch *watch)
{
	struct folder folder = FOLDER_NONE;
	int err = 0;

	if (!watch_enter(watch, &folder))
		pace_later(&watch->reading, watch_now(), WATCH_SHUT_OUT);
	else if (watch_rests(watch, &folder))
		pace_later(&watch->reading, watch_now(), TRY_AGAIN);
	else
		err = reload(watch, &folder);
	folder_close(&folder);
	if (err) {
		watch_tell_failure(watch, err);
		pace_later(&watch->reading, watch_now(), TRY_AGAIN);
	}
	watch_shrink(watch);
}
