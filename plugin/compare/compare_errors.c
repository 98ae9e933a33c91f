/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines of policies are an error under one of two registries alone. */
#include "compare/effect.h"

#include <errno.h>

const struct diag *error_at(const struct diags *diags, const struct location *at)
{
	for (size_t i = 0; i < diags->n; i++) {
		const struct diag *diag = &diags->list[i];

		if (diag->level == DIAG_ERROR && order_places(&diag->at, at) == 0)
			return diag;
	}
	return NULL;
}

static void add_to_both(struct diags *both, const struct diag *diag)
{
	struct diag *added = diag_add(both, DIAG_ERROR, &diag->at, "%s", diag->message);

	if (diag->hint)
		diag_hint(both, added, "%s", diag->hint);
	if (diag->other.source)
		diag_other(both, added, &diag->other, "%s", diag->other_message);
}

/* Errors of one side; of those that the other side has too, @both is told once. */
static int add_errors(struct comparison *c, enum compared_side side, struct diags *both)
{
	const struct diags *other = &c->diags[side == OLD ? NEW : OLD];
	int err = 0;

	for (size_t i = 0; i < c->diags[side].n && !err; i++) {
		const struct diag *diag = &c->diags[side].list[i];
		const struct effect effect = {
			.kind = side == OLD ? EFFECT_MENDS : EFFECT_BREAKS,
			.at = diag->at,
			.use = diag->other,
			.diag = diag,
		};

		if (diag->level != DIAG_ERROR)
			continue;
		if (!error_at(other, &diag->at))
			err = effect_add(c, &effect);
		else if (side == NEW)
			add_to_both(both, diag);
	}
	return err;
}

/* What a line that breaks had opened, or one that is mended opens, goes without saying. */
static void drop_what_errors_imply(struct comparison *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->n_effects; i++) {
		const struct effect *effect = &c->effects[i];

		if ((effect->kind == EFFECT_CLOSES && error_at(&c->diags[NEW], &effect->at)) ||
		    (effect->kind == EFFECT_OPENS && error_at(&c->diags[OLD], &effect->at)))
			continue;
		c->effects[kept++] = *effect;
	}
	c->n_effects = kept;
}

int errors_subtract(struct comparison *c, struct diags *both)
{
	int err = add_errors(c, OLD, both);

	if (!err)
		err = add_errors(c, NEW, both);
	if (!err && both->no_memory)
		err = -ENOMEM;
	drop_what_errors_imply(c);
	return err;
}
