/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policies' files: read again when they change, reported, and applied with --reload. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "render/plan_lines.h"
#include "watch/watch.h"

static int keep_place(struct policies *policies, const char *place)
{
	const char **list = arena_grow(&policies->arena, policies->places, policies->n_places,
				       &policies->room_places, sizeof(*list));
	const char *copy = arena_strndup(&policies->arena, place, strlen(place));

	if (!list || !copy)
		return -ENOMEM;
	policies->places = list;
	list[policies->n_places++] = copy;
	return 0;
}

/* The policies that were named, and what they included. */
static int keep_places(struct policies *policies, const struct options *options,
		       const struct loaded *loaded)
{
	int err = 0;

	for (size_t i = 0; !err && i < options->n_args; i++)
		err = keep_place(policies, options->args[i]);
	for (size_t i = 0; !err && loaded && i < loaded->n; i++) {
		const struct policy *policy = &loaded->policies[i];

		for (size_t j = 0; !err && j < policy->n_places; j++)
			err = keep_place(policies, policy->places[j]);
	}
	return err;
}

static bool same_places(const struct policies *a, const struct policies *b)
{
	if (a->n_places != b->n_places)
		return false;
	for (size_t i = 0; i < a->n_places; i++)
		if (strcmp(a->places[i], b->places[i]) != 0)
			return false;
	return true;
}

/* Follow the places of what was read now, in the place of those of what was read before. */
static int follow(struct policies *policies, const struct options *options,
		  const struct loaded *loaded, bool *more)
{
	struct policies now = { 0 };
	int err;

	err = keep_places(&now, options, loaded);
	if (err || same_places(policies, &now)) {
		arena_free(&now.arena);
		return err;
	}
	arena_free(&policies->arena);
	policies->arena = now.arena;
	policies->places = now.places;
	policies->n_places = now.n_places;
	policies->room_places = now.room_places;
	*more = true;
	return files_follow(&policies->files, policies->places, policies->n_places);
}

static int policies_read(struct policies *policies, const struct options *options,
			 enum status *status, struct loaded *loaded, char **errors, bool *more)
{
	int err;

	*more = false;
	/* Follow before reading, so that no change is missed. */
	if (policies->n_places)
		err = files_follow(&policies->files, policies->places, policies->n_places);
	else
		err = follow(policies, options, NULL, more);
	if (err)
		return err;
	*more = false;
	*status = load(options, loaded);
	err = diags_text(&loaded->diags, errors);
	return err ? err : follow(policies, options, loaded, more);
}

void watch_close_policies(struct watch *watch)
{
	struct policies *policies = &watch->policies;

	files_close(&policies->files);
	arena_free(&policies->arena);
	reported_free(&policies->findings);
	*policies = (struct policies){ .files = FILES_NONE };
}

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

/* Report what applying them would change. */
static int report_difference(struct watch *watch, struct state *fresh)
{
	struct transaction *transaction = watch->transaction;
	struct reported nothing = { 0 };
	char *lines = NULL;
	int err;

	swap_wanted(transaction, fresh);
	err = transact_plan(transaction);
	if (!err)
		err = watch_fresh_lines(&nothing, &transaction->plan, render_plan_changes, &lines);
	if (!err && lines && *lines) {
		say(LOG_WARNING, "the policies' files differ from what was applied:");
		watch_report_lines(LOG_WARNING, lines);
	} else if (!err) {
		say(LOG_NOTICE, "the policies' files come to what the kernel has");
	}
	swap_wanted(transaction, fresh);
	free(lines);
	reported_free(&nothing);
	return err;
}

static int report_refusal(struct watch *watch)
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
		watch_report_lines(LOG_ERR, lines);
	free(lines);
	return err;
}

/* On success the loaded state is what was applied before. */
static int apply(struct watch *watch, struct folder *folder, struct loaded *loaded)
{
	struct transaction *transaction = watch->transaction;
	const char *registry = transaction->registry, *date = transaction->registry_date;
	const uint64_t hash = watch->policies.read_hash;
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
		reported_free(&watch->policies.findings);
		reported_free(&watch->changes);
		/* Report sets that no policy has any more. */
		rate_limit_request(&watch->checking, watch_now());
		return watch_report_sent(transaction, "the policies' files changed: applied");
	}
	if (err)
		watch_report_failure(watch, err);
	else
		err = report_refusal(watch);
	swap_wanted(transaction, &loaded->wanted);
	return err;
}

static int on_good(struct watch *watch, struct folder *folder, struct loaded *loaded, bool first)
{
	struct policies *policies = &watch->policies;

	if (policies->read_hash == policies->applied) {
		policies->refused = false;
		if (!first)
			say(LOG_NOTICE, "the policies' files come to what was applied");
		return 0;
	}
	return watch->options->reload ? apply(watch, folder, loaded)
				      : report_difference(watch, &loaded->wanted);
}

static void on_bad(const char *errors)
{
	say(LOG_ERR, "the policies' files changed and are wrong: nothing is changed");
	say_lines(LOG_ERR, errors, SIZE_MAX);
}

static int reload(struct watch *watch, struct folder *folder)
{
	struct policies *policies = &watch->policies;
	const uint64_t before = policies->read_hash;
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
		rate_limit_request(&watch->reading, watch_now());
	if (!err && status == STATUS_YES)
		err = watch_set_expiry(watch, &loaded);
	if (!err && status == STATUS_YES)
		hash = state_hash(&loaded.wanted);
	else if (!err && errors)
		hash = reported_hash(errors, strlen(errors));
	if (err || (hash == before && !policies->refused))
		goto out;
	policies->read_hash = hash;
	if (status == STATUS_YES)
		err = on_good(watch, folder, &loaded, !before);
	else
		on_bad(errors);
	/* Try again: nothing was done about this version. */
	if (err)
		policies->read_hash = before;
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
		rate_limit_delay(&watch->reading, watch_now(), WATCH_SHUT_OUT);
	else if (watch_waits(watch, &folder))
		rate_limit_delay(&watch->reading, watch_now(), TRY_AGAIN);
	else
		err = reload(watch, &folder);
	folder_close(&folder);
	if (err) {
		watch_report_failure(watch, err);
		rate_limit_delay(&watch->reading, watch_now(), TRY_AGAIN);
	}
	watch_shrink(watch);
}
