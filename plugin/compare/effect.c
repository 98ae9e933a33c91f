/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compare/effect.h"

#include <errno.h>
#include <string.h>

static int order_numbers(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

int order_places(const struct location *a, const struct location *b)
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

int order_openings(const struct effect *a, const struct effect *b)
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

int effect_add(struct comparison *c, const struct effect *effect)
{
	struct effect *effects = arena_grow(&c->arena, c->effects, c->n_effects, &c->effects_room,
					    sizeof(*effects));

	if (!effects)
		return -ENOMEM;
	c->effects = effects;
	effects[c->n_effects++] = *effect;
	return 0;
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
