/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compare the names of two registries. */
#include "base/text.h"
#include "compare.h"

#include <errno.h>

/* A name of both registries, or of one: the other has no records of it. */
struct named {
	const uint32_t *rows[SIDES];
	uint32_t n[SIDES];
};

static int add_changed(struct comparison *c, uint32_t old_row, uint32_t new_row)
{
	return change_add_pair(c, SVCREG_CHANGE_CHANGED, old_row, new_row);
}

static int add_moved(struct comparison *c, uint32_t old_row, uint32_t new_row)
{
	return change_add_pair(c, SVCREG_CHANGE_MOVED, old_row, new_row);
}

static int add_renamed(struct comparison *c, uint32_t old_row, uint32_t new_row)
{
	return change_add_pair(c, SVCREG_CHANGE_RENAMED, old_row, new_row);
}

/* Most names have the same records on both sides, which are in one order there. */
static bool is_unchanged(struct comparison *c, const struct named *named)
{
	if (named->n[OLD] != named->n[NEW])
		return false;
	for (uint32_t i = 0; i < named->n[OLD]; i++) {
		uint32_t a = named->rows[OLD][i];
		uint32_t b = named->rows[NEW][i];

		if (order_by_ports(c, OLD, a, NEW, b) || compare_columns(c, a, b))
			return false;
	}
	return true;
}

static int take(struct comparison *c, enum compare_side side, const struct named *named)
{
	struct rows *left = &c->left[side];

	left->n = 0;
	for (uint32_t i = 0; i < named->n[side]; i++)
		if (rows_add(left, named->rows[side][i]))
			return -ENOMEM;
	compare_sort(c, side, left, order_by_all);
	return 0;
}

static bool has_port(const struct comparison *c, enum compare_side side, uint32_t row)
{
	return compare_record(c, side, row)->flags & IMAGE_HAS_PORT;
}

static bool has_ports(const struct comparison *c, enum compare_side side, const struct named *named)
{
	for (uint32_t i = 0; i < named->n[side]; i++)
		if (has_port(c, side, named->rows[side][i]))
			return true;
	return false;
}

static enum svcreg_change_kind lone_kind(enum compare_side side, bool in_both)
{
	if (side == OLD)
		return in_both ? SVCREG_CHANGE_LOST : SVCREG_CHANGE_REMOVED;
	return in_both ? SVCREG_CHANGE_GAINED : SVCREG_CHANGE_ADDED;
}

/*
 * Rows left on one side. A name that has ports there only may have been
 * renamed: that is seen when all names have been gone through.
 */
static int add_left(struct comparison *c, enum compare_side side, const struct named *named)
{
	const struct rows *left = &c->left[side];
	bool in_both = named->n[OLD] && named->n[NEW];
	bool wanders = !has_ports(c, OLD, named) || !has_ports(c, NEW, named);
	int err = 0;

	for (size_t i = 0; i < left->n && !err; i++) {
		if (wanders && has_port(c, side, left->at[i]))
			err = rows_add(&c->lone[side], left->at[i]);
		else
			err = change_add_lone(c, lone_kind(side, in_both), side, left->at[i]);
	}
	return err;
}

static int compare_name(struct comparison *c, const struct named *named)
{
	int err;

	if (is_unchanged(c, named))
		return 0;
	err = take(c, OLD, named);
	if (!err)
		err = take(c, NEW, named);
	if (!err)
		err = compare_pair_up(c, c->left, order_by_all, NULL);
	if (!err)
		err = compare_pair_up(c, c->left, order_by_ports, add_changed);
	if (!err)
		err = compare_pair_up(c, c->left, order_by_transport, add_moved);
	if (!err)
		err = add_left(c, OLD, named);
	if (!err)
		err = add_left(c, NEW, named);
	return err;
}

static void take_name(const struct comparison *c, enum compare_side side, uint32_t name,
		      struct named *named)
{
	const struct image_name *names = image_at(c->image[side], IMAGE_NAMES);
	const uint32_t *list = (const uint32_t *)image_at(c->image[side], IMAGE_LISTS) +
			       names[name].list;

	named->rows[side] = list + 1;
	named->n[side] = list[0];
}

static const char *name_text(const struct comparison *c, enum compare_side side, uint32_t name)
{
	const struct image_name *names = image_at(c->image[side], IMAGE_NAMES);

	return image_text(c->image[side], names[name].text);
}

/* The names of both sides are sorted. */
static int compare_each_name(struct comparison *c)
{
	uint32_t n[SIDES] = { c->image[OLD]->section[IMAGE_NAMES].count,
			      c->image[NEW]->section[IMAGE_NAMES].count };
	uint32_t next[SIDES] = { 0 };
	int err = 0;

	while (!err && (next[OLD] < n[OLD] || next[NEW] < n[NEW])) {
		struct named named = { .n = { 0 } };
		int where;

		if (next[OLD] == n[OLD])
			where = 1;
		else if (next[NEW] == n[NEW])
			where = -1;
		else
			where = text_compare(name_text(c, OLD, next[OLD]),
					     name_text(c, NEW, next[NEW]));
		if (where <= 0)
			take_name(c, OLD, next[OLD]++, &named);
		if (where >= 0)
			take_name(c, NEW, next[NEW]++, &named);
		err = compare_name(c, &named);
	}
	return err;
}

/* A port that a name lost, and no other name took over. */
static enum svcreg_change_kind gone_kind(const struct comparison *c, uint32_t row, bool in_both)
{
	const struct image_record *record = compare_record(c, OLD, row);
	uint32_t slot = image_slot(c->image[NEW], record->first,
				   (enum svcreg_transport)record->transport);

	if (IMAGE_SLOT_STATUS(slot) == SVCREG_ASSIGNED)
		return lone_kind(OLD, in_both);
	return SVCREG_CHANGE_DEASSIGNED;
}

static int add_lone(struct comparison *c, enum compare_side side)
{
	const struct image_header *other = c->image[side == OLD ? NEW : OLD];
	int err = 0;

	for (size_t i = 0; i < c->lone[side].n && !err; i++) {
		uint32_t row = c->lone[side].at[i];
		uint32_t name;
		bool in_both = image_find_name(other, compare_text(c, side, row, SVCREG_COL_NAME),
					       &name);

		err = change_add_lone(
			c, side == OLD ? gone_kind(c, row, in_both) : lone_kind(side, in_both),
			side, row);
	}
	return err;
}

/* Names that lost all their ports, and names that came where they were. */
static int find_renames(struct comparison *c)
{
	int err;

	compare_sort(c, OLD, &c->lone[OLD], order_by_port_and_day);
	compare_sort(c, NEW, &c->lone[NEW], order_by_port_and_day);
	err = compare_pair_up(c, c->lone, order_by_port, add_renamed);
	if (!err)
		err = add_lone(c, OLD);
	if (!err)
		err = add_lone(c, NEW);
	return err;
}

int compare_names(struct comparison *c)
{
	int err = compare_each_name(c);

	return err ? err : find_renames(c);
}
