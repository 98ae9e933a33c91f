/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of the lines of policies under another registry: they are resolved
 * under both, what each entry opens is heard, and one taken from the other.
 */
#include "compare/compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "query/past.h"
#include "resolve/resolve.h"

enum {
	OLD,
	NEW,
	SIDES,
};

/* What an entry opens under one of the registries. */
struct heard {
	struct effect effect;
	int side;
};

struct ear {
	struct arena arena;
	struct heard *list;
	size_t n;
	size_t room;
	size_t heard; /* from the registry at work */
	int side;
	int err;
};

/* Ports in a row; the end is behind the last. */
struct run {
	unsigned int first;
	unsigned int end;
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

static int resolve(struct comparison *c, const struct policy *policies, size_t n, struct ear *ear)
{
	const struct listener listener = { hear, ear };
	const struct diag_past past = { find_past, c };
	int err = 0;

	c->diags[NEW].past = &past;
	for (ear->side = OLD; ear->side < SIDES; ear->side++) {
		struct diags *diags = &c->diags[ear->side];

		diags->arena = &c->arena;
		ear->heard = 0;
		err = policies_trace(ear->side == OLD ? c->old_reg : c->new_reg, policies, n,
				     &listener, diags, &c->wanted[ear->side]);
		if (!err)
			err = ear->err;
		if (err)
			break;
	}
	c->diags[NEW].past = NULL;
	return err;
}

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

/* Everything but the ports. */
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

static int order_heard(const void *left, const void *right)
{
	const struct heard *a = left;
	const struct heard *b = right;
	int order = order_openings(&a->effect, &b->effect);

	if (!order)
		order = order_numbers((size_t)a->side, (size_t)b->side);
	return order ? order
		     : order_numbers(a->effect.element.key.first, b->effect.element.key.first);
}

static int order_effects(const void *left, const void *right)
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

static int add_effect(struct comparison *c, const struct effect *effect)
{
	struct effect *effects = arena_grow(&c->arena, c->effects, c->n_effects, &c->effects_room,
					    sizeof(*effects));

	if (!effects)
		return -ENOMEM;
	c->effects = effects;
	effects[c->n_effects++] = *effect;
	return 0;
}

static int add_ports(struct comparison *c, const struct effect *model, enum effect_kind kind,
		     const struct run *run)
{
	struct effect effect = *model;

	effect.kind = kind;
	effect.element.key.first = (uint16_t)run->first;
	effect.element.key.last = (uint16_t)(run->end - 1);
	return add_effect(c, &effect);
}

/* Takes the next run of ports off a list that is sorted by first ports; runs that meet are one. */
static bool next_run(const struct heard **list, const struct heard *end, struct run *run)
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

/* The ports of @list that are not in @other. */
static int subtract(struct comparison *c, enum effect_kind kind, const struct heard *list,
		    const struct heard *list_end, const struct heard *other,
		    const struct heard *other_end)
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

static int subtract_all(struct comparison *c, const struct ear *ear)
{
	const struct heard *end = ear->list + ear->n;
	const struct heard *next;
	int err = 0;

	if (ear->n)
		qsort(ear->list, ear->n, sizeof(*ear->list), order_heard);
	for (const struct heard *group = ear->list; group < end && !err; group = next) {
		const struct heard *turn;

		for (next = group; next < end; next++)
			if (order_openings(&group->effect, &next->effect))
				break;
		for (turn = group; turn < next && turn->side == OLD; turn++)
			;
		err = subtract(c, EFFECT_CLOSES, group, turn, turn, next);
		if (!err)
			err = subtract(c, EFFECT_OPENS, turn, next, group, turn);
	}
	return err;
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

static void add_to_both(struct diags *both, const struct diag *diag)
{
	struct diag *added = diag_add(both, DIAG_ERROR, &diag->at, "%s", diag->message);

	if (diag->hint)
		diag_hint(both, added, "%s", diag->hint);
	if (diag->other.source)
		diag_other(both, added, &diag->other, "%s", diag->other_message);
}

/* Errors of one side; of those that the other side has too, @both is told once. */
static int add_errors(struct comparison *c, int side, struct diags *both)
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
			err = add_effect(c, &effect);
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

int compare_policies(struct comparison *comparison, const struct policy *policies, size_t n,
		     struct diags *both)
{
	struct ear ear = { .side = OLD };
	int err;

	comparison->of_policies = true;
	err = resolve(comparison, policies, n, &ear);
	if (!err)
		err = subtract_all(comparison, &ear);
	if (!err)
		err = add_errors(comparison, OLD, both);
	if (!err)
		err = add_errors(comparison, NEW, both);
	if (!err && both->no_memory)
		err = -ENOMEM;
	drop_what_errors_imply(comparison);
	if (comparison->n_effects)
		qsort(comparison->effects, comparison->n_effects, sizeof(*comparison->effects),
		      order_effects);
	arena_free(&ear.arena);
	return err;
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
