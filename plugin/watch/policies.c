/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/policies.h"

#include <errno.h>
#include <string.h>

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

int policies_read(struct policies *policies, const struct options *options, enum status *status,
		  struct loaded *loaded, char **errors, bool *more)
{
	int err;

	*more = false;
	/* First followed, then read: what changes from here on is heard of. */
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

void policies_close(struct policies *policies)
{
	files_close(&policies->files);
	arena_free(&policies->arena);
	seen_free(&policies->findings);
	*policies = (struct policies){ .files = FILES_NONE };
}
