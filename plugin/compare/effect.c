/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What another registry changes for the lines of policies: the ports they open, the errors they
 * have, and what locks do about both.
 */
#include "compare/effect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Consecutive ports; end is one past the last. */
struct run {
	unsigned int first;
	unsigned int end;
};

static int order_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int order_places(const struct location *a, const struct location *b)
{
	int order;

	if (!a->source || !b->source)
		return order_numbers(!!a->source, !!b->source);
	order = order_numbers(a->source->order, b->source->order);
	return order ? order : order_numbers(a->offset, b->offset);
}

static int order_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int order_openings(const struct effect *a, const struct effect *b)
{
	int order = order_places(&a->at, &b->at);

	if (!order)
		order = order_places(&a->use, &b->use);
	if (!order)
		order = order_numbers(a->family, b->family);
	if (!order)
		order = order_texts(a->table, b->table);
	if (!order)
		order = order_texts(a->set, b->set);
	if (!order)
		order = order_numbers(a->element.verdict.kind, b->element.verdict.kind);
	if (!order)
		order = order_texts(a->element.verdict.chain, b->element.verdict.chain);
	return order ? order : order_numbers(a->element.key.protocol, b->element.key.protocol);
}

int order_effects(const void *left, const void *right)
{
	const struct effect *a = left;
	const struct effect *b = right;
	int order = order_places(&a->at, &b->at);

	if (!order)
		order = order_numbers(a->kind, b->kind);
	if (!order)
		order = order_openings(a, b);
	return order ? order : order_numbers(a->element.key.first, b->element.key.first);
}

static int effect_add(struct comparison *c, const struct effect *effect)
{
	struct effect *effects = arena_grow(&c->arena, c->effects, c->n_effects, &c->effects_room,
					    sizeof(*effects));

	if (!effects)
		return -ENOMEM;
	c->effects = effects;
	effects[c->n_effects++] = *effect;
	return 0;
}

static bool next_run(const struct compared_opening **list, const struct compared_opening *end,
		     struct run *run)
{
	const struct key *key;

	if (*list == end)
		return false;
	key = &(*list)->effect.element.key;
	*run = (struct run){ key->first, key->last + 1u };
	while (++*list < end) {
		key = &(*list)->effect.element.key;
		if (key->first > run->end)
			break;
		if (key->last >= run->end)
			run->end = key->last + 1u;
	}
	return true;
}

static const struct diag *error_at(const struct diags *diags, const struct location *at)
{
	for (size_t i = 0; i < diags->n; i++) {
		const struct diag *diag = &diags->list[i];

		if (diag->level == DIAG_ERROR && order_places(&diag->at, at) == 0)
			return diag;
	}
	return NULL;
}

const char *effect_name(enum effect_kind kind)
{
	switch (kind) {
	case EFFECT_BREAKS:
		return "breaks";
	case EFFECT_MENDS:
		return "mends";
	case EFFECT_CLOSES:
		return "closes";
	case EFFECT_OPENS:
		break;
	}
	return "opens";
}

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

static void openings_ask_lock(struct comparison *c, size_t from,
			      const struct compared_opening *locked,
			      const struct compared_opening *end)
{
	const struct compared_opening *next = locked;
	struct run run = { 0 };

	for (size_t i = from; i < c->n_effects; i++) {
		struct effect *effect = &c->effects[i];

		/* The opened ports are sorted separately, so start again at the low ports. */
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

static int order_compared(const void *left, const void *right)
{
	const struct compared_opening *a = left;
	const struct compared_opening *b = right;
	int order = order_openings(&a->effect, &b->effect);

	if (!order)
		order = (a->side > b->side) - (a->side < b->side);
	return order ? order : a->effect.element.key.first - b->effect.element.key.first;
}

static int add_ports(struct comparison *c, const struct effect *model, enum effect_kind kind,
		     const struct run *run)
{
	struct effect effect = *model;

	effect.kind = kind;
	effect.element.key.first = (uint16_t)run->first;
	effect.element.key.last = (uint16_t)(run->end - 1);
	return effect_add(c, &effect);
}

/* The ports of @list that are not in @other. */
static int subtract(struct comparison *c, enum effect_kind kind,
		    const struct compared_opening *list, const struct compared_opening *list_end,
		    const struct compared_opening *other, const struct compared_opening *other_end)
{
	struct run take = { 0 };
	struct run run;
	int err = 0;

	while (!err && next_run(&list, list_end, &run)) {
		const struct effect *model = &list[-1].effect;
		struct run left = run;

		while (!err && left.first < left.end) {
			if (take.end <= left.first && next_run(&other, other_end, &take))
				continue;
			if (take.end <= left.first || take.first >= left.end) {
				err = add_ports(c, model, kind, &left);
				break;
			}
			if (take.first > left.first)
				err = add_ports(c, model, kind,
						&(struct run){ left.first, take.first });
			left.first = take.end;
		}
	}
	return err;
}

/* The first of a sorted group that is of no side before this one. */
static const struct compared_opening *first_of(const struct compared_opening *group,
					       const struct compared_opening *end,
					       enum compared_side side)
{
	while (group < end && group->side < side)
		group++;
	return group;
}

/* The openings of one entry in one set. */
static int compare_group(struct comparison *c, const struct compared_opening *group,
			 const struct compared_opening *end)
{
	const struct compared_opening *new = first_of(group, end, NEW);
	const struct compared_opening *locked = first_of(new, end, LOCKED);
	const size_t from = c->n_effects;
	int err;

	err = subtract(c, EFFECT_CLOSES, group, new, new, locked);
	if (!err)
		err = subtract(c, EFFECT_OPENS, new, locked, group, new);
	if (!err)
		openings_ask_lock(c, from, locked, end);
	return err;
}

int openings_subtract(struct comparison *c, struct compared_opening *list, size_t n)
{
	const struct compared_opening *end;
	const struct compared_opening *next;
	int err = 0;

	if (!n)
		return 0;
	end = list + n;
	qsort(list, n, sizeof(*list), order_compared);
	for (const struct compared_opening *group = list; group < end && !err; group = next) {
		for (next = group; next < end; next++)
			if (order_openings(&group->effect, &next->effect))
				break;
		err = compare_group(c, group, next);
	}
	return err;
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

/* An error already implies what a broken line closes and a repaired line opens. */
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
