/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What changed from one registry to another: the list of changes. */
#include "compare.h"
#include "reg.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>

enum {
	/* Records of a port that are looked at in search of a name. */
	HOLDERS_MAX = 16,
};

int change_add(struct comparison *c, const struct svcreg_change *change)
{
	if (c->n == c->room) {
		size_t room = c->room ? c->room * 2 : 64;
		struct svcreg_change *changes = reallocarray(c->changes, room, sizeof(*changes));

		if (!changes)
			return -ENOMEM;
		c->changes = changes;
		c->room = room;
	}
	c->changes[c->n++] = *change;
	return 0;
}

int change_add_pair(struct comparison *c, enum svcreg_change_kind kind, uint32_t old_row,
		    uint32_t new_row)
{
	const struct image_record *record = compare_record(c, OLD, old_row);

	return change_add(c, &(struct svcreg_change){
				     .kind = kind,
				     .columns = compare_columns(c, old_row, new_row),
				     .old_row = old_row + 1,
				     .new_row = new_row + 1,
				     .transport = (enum svcreg_transport)record->transport,
				     .first = record->first,
				     .last = record->last,
				     .has_port = record->flags & IMAGE_HAS_PORT,
			     });
}

int change_add_lone(struct comparison *c, enum svcreg_change_kind kind, enum compare_side side,
		    uint32_t row)
{
	const struct image_record *record = compare_record(c, side, row);
	struct svcreg_change change = {
		.kind = kind,
		.old_row = side == OLD ? row + 1 : 0,
		.new_row = side == NEW ? row + 1 : 0,
		.transport = (enum svcreg_transport)record->transport,
		.first = record->first,
		.last = record->last,
		.has_port = record->flags & IMAGE_HAS_PORT,
	};

	if (change.has_port)
		change.other_row = compare_holder(c->image[side == OLD ? NEW : OLD], change.first,
						  change.transport);
	return change_add(c, &change);
}

uint32_t compare_holder(const struct image_header *image, uint16_t port,
			enum svcreg_transport transport)
{
	const struct image_record *records = image_at(image, IMAGE_RECORDS);
	const uint32_t *list = (const uint32_t *)image_at(image, IMAGE_LISTS) +
			       IMAGE_SLOT_LIST(image_slot(image, port, transport));

	for (uint32_t i = 1; i <= list[0] && i <= HOLDERS_MAX; i++)
		if (records[list[i]].text[SVCREG_COL_NAME])
			return list[i] + 1;
	return list[0] ? list[1] + 1 : 0;
}

/* The name that a change is about: the old one where there are two. */
static const char *name_of(const struct comparison *c, const struct svcreg_change *change)
{
	if (change->old_row)
		return compare_text(c, OLD, change->old_row - 1, SVCREG_COL_NAME);
	return compare_text(c, NEW, change->new_row - 1, SVCREG_COL_NAME);
}

/* A total order: a sort that is not stable gives the same list every time. */
static int order_changes(const void *left, const void *right, void *comparison)
{
	const struct svcreg_change *a = left;
	const struct svcreg_change *b = right;
	const struct comparison *c = comparison;
	int order = text_compare(name_of(c, a), name_of(c, b));

	if (!order)
		order = order_numbers(a->transport, b->transport);
	if (!order)
		order = order_numbers(a->has_port, b->has_port);
	if (!order)
		order = order_numbers(a->first, b->first);
	if (!order)
		order = order_numbers(a->last, b->last);
	if (!order)
		order = order_numbers(a->kind, b->kind);
	if (!order)
		order = order_numbers(a->old_row, b->old_row);
	return order ? order : order_numbers(a->new_row, b->new_row);
}

bool svcreg_same_text(const char *a, const char *b)
{
	return !text_compare_words(a, b);
}

int svcreg_compare(const struct svcreg *old_reg, const struct svcreg *new_reg,
		   struct svcreg_change **changes, size_t *n)
{
	struct comparison c = { .image = { old_reg->image, new_reg->image } };
	int err;

	err = compare_names(&c);
	if (!err)
		err = compare_ports(&c);
	for (int side = OLD; side < SIDES; side++) {
		free(c.left[side].at);
		free(c.lone[side].at);
	}
	if (err) {
		free(c.changes);
		return err;
	}
	if (c.n)
		qsort_r(c.changes, c.n, sizeof(*c.changes), order_changes, &c);
	*changes = c.changes;
	*n = c.n;
	return 0;
}
