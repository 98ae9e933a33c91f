/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of the lines of policies under another registry: they are resolved
 * under both, what each entry opens is heard, and one taken from the other.
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
	size_t heard; /* from the registry at work */
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

/* Resolves the policies under one of the registries; what each entry opens is heard. */
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
	if (side == NEW)
		diags->past = &past;
	err = policies_trace(side == OLD ? c->old_reg : c->new_reg, policies, n, &listener, diags,
			     &c->wanted[side]);
	diags->past = NULL;
	return err ? err : ear->err;
}

int compare_policies(struct comparison *comparison, const struct policy *policies, size_t n,
		     struct diags *both)
{
	struct ear ear = { .side = OLD };
	int err;

	comparison->of_policies = true;
	err = resolve(comparison, OLD, policies, n, &ear);
	if (!err)
		err = resolve(comparison, NEW, policies, n, &ear);
	if (!err)
		err = openings_subtract(comparison, ear.list, ear.n);
	if (!err)
		err = errors_subtract(comparison, both);
	if (comparison->n_effects)
		qsort(comparison->effects, comparison->n_effects, sizeof(*comparison->effects),
		      order_effects);
	arena_free(&ear.arena);
	return err;
}
