/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which ports an entry of a policy opens under one of two registries alone. */
#include "compare/effect.h"

#include <stdlib.h>

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

bool next_run(const struct compared_opening **list, const struct compared_opening *end,
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

/* What one entry opens in one set. */
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
