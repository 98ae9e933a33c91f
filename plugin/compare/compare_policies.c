/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of the lines of policies under another registry: they are resolved
 * under both, what each entry opens is heard, and one taken from the other. Where
 * they have locks, it is heard with these too.
 */
#include "compare/effect.h"

#include <errno.h>
#include <stdlib.h>

#include "query/past.h"
#include "resolve/resolve.h"

struct ear {
	struct arena arena;
	struct heard *list;
	size_t n;
	size_t room;
	size_t heard; /* on the side at work */
	enum compared_side side;
	int err;
};

static void hear(const struct place *place, const struct opening *opening, void *data)
{
	static const struct verdict none;
	struct ear *ear = data;
	struct heard *list;

	if (ear->err)
		return;
	if (ear->heard++ == COMPARED_OPENINGS_MAX) {
		ear->err = -E2BIG;
		return;
	}
	list = arena_grow(&ear->arena, ear->list, ear->n, &ear->room, sizeof(*list));
	if (!list) {
		ear->err = -ENOMEM;
		return;
	}
	ear->list = list;
	list[ear->n++] = (struct heard){
		.side = ear->side,
		.effect = {
			.at = place->at,
			.use = place->use,
			.family = place->table->family,
			.table = place->table->name,
			.set = place->set,
			.element = {
				.key = { opening->protocol, opening->protocol, opening->first,
					 opening->last },
				.verdict = opening->verdict ? *opening->verdict : none,
			},
		},
	};
}

static const struct svcreg *find_past(const char *name, const char **now, void *data)
{
	const struct comparison *c = data;

	*now = past_rename(c->old_reg, c->new_reg, name);
	return has_ports(c->old_reg, name) ? c->old_reg : NULL;
}

/* Resolves the policies on one of the sides; what each entry opens is heard. */
static int resolve(struct comparison *c, enum compared_side side, const struct policy *policies,
		   size_t n, struct ear *ear)
{
	const struct listener listener = { hear, ear };
	const struct diag_past past = { find_past, c };
	struct diags *diags = &c->diags[side];
	int err;

	ear->side = side;
	ear->heard = 0;
	diags->arena = &c->arena;
	if (side != OLD)
		diags->past = &past;
	err = policies_trace(side == OLD ? c->old_reg : c->new_reg, policies, n, &listener, diags,
			     &c->wanted[side]);
	diags->past = NULL;
	return err ? err : ear->err;
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
			 struct ear *ear)
{
	bool locked = false;
	const struct policy *unlocked = unlock(c, policies, n, &locked);
	int err;

	if (!unlocked)
		return -ENOMEM;
	err = resolve(c, OLD, unlocked, n, ear);
	if (!err)
		err = resolve(c, NEW, unlocked, n, ear);
	if (!err && locked)
		err = resolve(c, LOCKED, policies, n, ear);
	return err;
}

int compare_policies(struct comparison *comparison, const struct policy *policies, size_t n,
		     struct diags *both)
{
	struct ear ear = { .side = OLD };
	int err;

	comparison->of_policies = true;
	err = resolve_sides(comparison, policies, n, &ear);
	if (!err)
		err = openings_subtract(comparison, ear.list, ear.n);
	if (!err)
		err = errors_subtract(comparison, both);
	if (!err)
		locks_keep(comparison, policies, n);
	if (comparison->n_effects)
		qsort(comparison->effects, comparison->n_effects, sizeof(*comparison->effects),
		      order_effects);
	arena_free(&ear.arena);
	return err;
}
