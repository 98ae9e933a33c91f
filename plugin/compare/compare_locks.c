/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the locks of policies make of the effects of another registry: a locked
 * policy keeps its meaning, and is refused where the registry has more, until somebody
 * accepts that.
 */
#include "compare/effect.h"

const char *effect_lock_name(enum effect_lock lock)
{
	switch (lock) {
	case EFFECT_UNLOCKED:
		break;
	case EFFECT_HELD:
		return "held";
	case EFFECT_ACCEPTED:
		return "accepted";
	}
	return NULL;
}

/* Whether the lock has it as the new registry has: all that is opened, none of what is closed. */
static bool is_accepted(const struct effect *effect, const struct run *locked)
{
	const struct key *key = &effect->element.key;

	if (effect->kind == EFFECT_OPENS)
		return locked->first <= key->first && key->last < locked->end;
	return locked->end <= key->first || key->last < locked->first;
}

void openings_ask_lock(struct comparison *c, size_t from, const struct compared_opening *locked,
		       const struct compared_opening *end)
{
	const struct compared_opening *next = locked;
	struct run run = { 0 };

	for (size_t i = from; i < c->n_effects; i++) {
		struct effect *effect = &c->effects[i];

		/* What is opened begins with low ports again. */
		if (i > from && effect->kind != effect[-1].kind) {
			next = locked;
			run = (struct run){ 0 };
		}
		while (run.end <= effect->element.key.first && next_run(&next, end, &run))
			;
		effect->lock = is_accepted(effect, &run) ? EFFECT_ACCEPTED : EFFECT_HELD;
	}
}

/* The sources of each policy, and its lock, come in front of those of the next one. */
static bool has_lock(const struct policy *policies, size_t n, const struct location *at)
{
	while (n > 0 && at->source && policies[n - 1].source->order > at->source->order)
		n--;
	return n > 0 && at->source && policies[n - 1].lock;
}

/* Of an error that is told only as one too many, nothing is known. */
static enum effect_lock ask_of_error(const struct comparison *c, const struct effect *effect)
{
	const struct diags *diags = &c->diags[LOCKED];
	const bool stays = error_at(diags, &effect->at);

	if (!stays && diags->hidden)
		return EFFECT_UNLOCKED;
	return stays == (effect->kind == EFFECT_BREAKS) ? EFFECT_ACCEPTED : EFFECT_HELD;
}

void locks_keep(struct comparison *c, const struct policy *policies, size_t n)
{
	for (size_t i = 0; i < c->n_effects; i++) {
		struct effect *effect = &c->effects[i];

		if (!has_lock(policies, n, &effect->at))
			effect->lock = EFFECT_UNLOCKED;
		else if (effect->diag)
			effect->lock = ask_of_error(c, effect);
	}
}
