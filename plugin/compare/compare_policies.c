/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The effects of another registry on the lines of policies: they are resolved
 * under both, and what each entry opens under one is subtracted from the other.
 * Policies that have locks are resolved with these too.
 */
#include "compare/effect.h"

#include <errno.h>
#include <stdlib.h>

#include "registry/previous.h"
#include "resolve/resolve.h"
#include "state/protocol.h"

/* The openings of entries on all sides. */
struct compared_openings {
	struct arena arena;
	struct compared_opening *list;
	size_t n;
	size_t room;
};

static int add_opening(struct compared_openings *openings, enum compared_side side,
		       const struct resolved_table *table, const struct resolved_set *set,
		       const struct opening *opening)
{
	static const struct verdict none;
	struct compared_opening *list = arena_grow(&openings->arena, openings->list, openings->n,
						   &openings->room, sizeof(*list));

	if (!list)
		return -ENOMEM;
	openings->list = list;
	list[openings->n++] = (struct compared_opening){
		.side = side,
		.effect = {
			.at = opening->entry->at,
			.use = opening->use ? opening->use->at : (struct location){ 0 },
			.family = table->family,
			.table = table->name,
			.set = set->written->names[protocol_transport(opening->protocol)],
			.element = {
				.key = { opening->protocol, opening->protocol, opening->first,
					 opening->last },
				.verdict = opening->verdict ? *opening->verdict : none,
			},
		},
	};
	return 0;
}

static int add_resolved(struct compared_openings *openings, enum compared_side side,
			const struct resolved *resolved)
{
	int err = resolved->n_openings > COMPARED_OPENINGS_MAX ? -E2BIG : 0;

	for (size_t i = 0; !err && i < resolved->n; i++) {
		const struct resolved_table *table = &resolved->tables[i];

		for (size_t j = 0; j < table->n; j++) {
			const struct resolved_set *set = &table->sets[j];

			for (size_t k = 0; !err && k < set->n; k++)
				err = add_opening(openings, side, table, set, &set->openings[k]);
		}
	}
	return err;
}

static int resolve(struct comparison *c, enum compared_side side, const struct policy *policies,
		   size_t n, struct compared_openings *openings)
{
	struct previous_registries previous = {
		.reg = c->new_reg,
		.opened = true,
		.list = { c->old_reg },
		.n = 1,
	};
	struct diags *diags = &c->diags[side];
	struct resolved resolved = { 0 };
	struct state state = { 0 };
	int err;

	diags->arena = &c->arena;
	err = policies_resolve(side == OLD ? c->old_reg : c->new_reg,
			       side == OLD ? NULL : &previous, policies, n, diags, &resolved);
	/* For its errors alone. */
	if (!err)
		err = resolved_state(&resolved, diags, &state);
	state_free(&state);
	if (!err)
		err = add_resolved(openings, side, &resolved);
	resolved_free(&resolved);
	return err;
}

/* The policies as they are without their locks; NULL without memory. */
static const struct policy *unlock(struct comparison *c, const struct policy *policies, size_t n,
				   bool *locked)
{
	struct policy *unlocked = arena_alloc(&c->arena, n * sizeof(*unlocked));

	for (size_t i = 0; i < n && unlocked; i++) {
		unlocked[i] = policies[i];
		unlocked[i].lock = NULL;
		*locked |= policies[i].lock != NULL;
	}
	return unlocked;
}

static int resolve_sides(struct comparison *c, const struct policy *policies, size_t n,
			 struct compared_openings *openings)
{
	bool locked = false;
	const struct policy *unlocked = unlock(c, policies, n, &locked);
	int err;

	if (!unlocked)
		return -ENOMEM;
	err = resolve(c, OLD, unlocked, n, openings);
	if (!err)
		err = resolve(c, NEW, unlocked, n, openings);
	if (!err && locked)
		err = resolve(c, LOCKED, policies, n, openings);
	return err;
}

int compare_policies(struct comparison *comparison, const struct policy *policies, size_t n,
		     struct diags *both)
{
	struct compared_openings openings = { .list = NULL };
	int err;

	comparison->of_policies = true;
	err = resolve_sides(comparison, policies, n, &openings);
	if (!err)
		err = openings_subtract(comparison, openings.list, openings.n);
	if (!err)
		err = errors_subtract(comparison, both);
	if (!err)
		locks_keep(comparison, policies, n);
	if (comparison->n_effects)
		qsort(comparison->effects, comparison->n_effects, sizeof(*comparison->effects),
		      order_effects);
	arena_free(&openings.arena);
	return err;
}
