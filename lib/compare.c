/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes between two registries: order the records of both sides, then list what differs. */
#include "compare.h"

#include "array.h"
#include "base/text.h"
#include "reg.h"

#include <errno.h>
#include <stdlib.h>

int rows_add(struct rows *rows, uint32_t row)
{
	uint32_t *at = array_grow(rows->at, rows->n, &rows->room, sizeof(*at));

	if (!at)
		return -ENOMEM;
	rows->at = at;
	at[rows->n++] = row;
	return 0;
}

/* By transport; of those that have no value of their own, by name. */
static int order_transports(const struct comparison *c, enum compare_side a_side, uint32_t a,
			    enum compare_side b_side, uint32_t b)
{
	const struct image_record *x = compare_record(c, a_side, a);
	const struct image_record *y = compare_record(c, b_side, b);
	int order = order_numbers(x->transport, y->transport);

	if (order || x->transport != SVCREG_OTHER_TRANSPORT)
		return order;
	return text_compare_words(compare_text(c, a_side, a, SVCREG_COL_TRANSPORT),
				  compare_text(c, b_side, b, SVCREG_COL_TRANSPORT));
}

int order_by_transport(const struct comparison *c, enum compare_side a_side, uint32_t a,
		       enum compare_side b_side, uint32_t b)
{
	const struct image_record *x = compare_record(c, a_side, a);
	const struct image_record *y = compare_record(c, b_side, b);
	int order = order_transports(c, a_side, a, b_side, b);

	return order ? order : order_numbers(x->flags & IMAGE_HAS_PORT, y->flags & IMAGE_HAS_PORT);
}

int order_by_ports(const struct comparison *c, enum compare_side a_side, uint32_t a,
		   enum compare_side b_side, uint32_t b)
{
	const struct image_record *x = compare_record(c, a_side, a);
	const struct image_record *y = compare_record(c, b_side, b);
	int order = order_by_transport(c, a_side, a, b_side, b);

	if (!order)
		order = order_numbers(x->first, y->first);
	return order ? order : order_numbers(x->last, y->last);
}

int order_by_all(const struct comparison *c, enum compare_side a_side, uint32_t a,
		 enum compare_side b_side, uint32_t b)
{
	int order = order_by_ports(c, a_side, a, b_side, b);

	for (int i = 0; !order && i < SVCREG_COLUMNS; i++)
		order = text_compare_words(compare_text(c, a_side, a, (enum svcreg_column)i),
					   compare_text(c, b_side, b, (enum svcreg_column)i));
	return order;
}

int order_by_port(const struct comparison *c, enum compare_side a_side, uint32_t a,
		  enum compare_side b_side, uint32_t b)
{
	const struct image_record *x = compare_record(c, a_side, a);
	const struct image_record *y = compare_record(c, b_side, b);
	int order = order_numbers(x->first, y->first);

	if (!order)
		order = order_numbers(x->last, y->last);
	return order ? order : order_transports(c, a_side, a, b_side, b);
}

int order_by_port_and_day(const struct comparison *c, enum compare_side a_side, uint32_t a,
			  enum compare_side b_side, uint32_t b)
{
	int order = order_by_port(c, a_side, a, b_side, b);

	if (!order)
		order = text_compare_words(compare_text(c, a_side, a, SVCREG_COL_REGISTERED),
					   compare_text(c, b_side, b, SVCREG_COL_REGISTERED));
	if (!order)
		order = text_compare(compare_text(c, a_side, a, SVCREG_COL_NAME),
				     compare_text(c, b_side, b, SVCREG_COL_NAME));
	return order ? order : order_by_all(c, a_side, a, b_side, b);
}

struct sort {
	const struct comparison *c;
	enum compare_side side;
	compare_order *order;
};

static int order_rows(const void *left, const void *right, void *data)
{
	const struct sort *sort = data;
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;
	int order = sort->order(sort->c, sort->side, a, sort->side, b);

	return order ? order : order_numbers(a, b);
}

void compare_sort(const struct comparison *c, enum compare_side side, struct rows *rows,
		  compare_order *order)
{
	struct sort sort = { c, side, order };

	if (rows->n > 1)
		qsort_r(rows->at, rows->n, sizeof(*rows->at), order_rows, &sort);
}

int compare_pair_up(struct comparison *c, struct rows lists[static SIDES], compare_order *order,
		    compare_pair *pair)
{
	struct rows *olds = &lists[OLD];
	struct rows *news = &lists[NEW];
	size_t old_left = 0;
	size_t new_left = 0;
	size_t i = 0;
	size_t j = 0;
	int err = 0;

	while (!err && i < olds->n && j < news->n) {
		int where = order(c, OLD, olds->at[i], NEW, news->at[j]);

		if (!where && pair)
			err = pair(c, olds->at[i], news->at[j]);
		if (where < 0)
			olds->at[old_left++] = olds->at[i];
		if (where > 0)
			news->at[new_left++] = news->at[j];
		i += where <= 0;
		j += where >= 0;
	}
	while (i < olds->n)
		olds->at[old_left++] = olds->at[i++];
	while (j < news->n)
		news->at[new_left++] = news->at[j++];
	olds->n = old_left;
	news->n = new_left;
	return err;
}

unsigned int compare_columns(struct comparison *c, uint32_t old_row, uint32_t new_row)
{
	const struct image_record *x = compare_record(c, OLD, old_row);
	const struct image_record *y = compare_record(c, NEW, new_row);
	unsigned int differ = 0;

	for (int i = 0; i < SVCREG_COLUMNS; i++) {
		uint32_t a = x->text[i];
		uint32_t b = y->text[i];

		if (a == c->same[OLD][i] && b == c->same[NEW][i])
			continue;
		if (text_compare_words(image_text(c->image[OLD], a),
				       image_text(c->image[NEW], b))) {
			differ |= SVCREG_COLUMN_BIT(i);
			continue;
		}
		c->same[OLD][i] = a;
		c->same[NEW][i] = b;
	}
	return differ;
}

enum {
	/* Records of a port that are looked at in search of a name. */
	HOLDERS_MAX = 16,
};

int change_add(struct comparison *c, const struct svcreg_change *change)
{
	struct svcreg_change *changes = array_grow(c->changes, c->n, &c->room, sizeof(*changes));

	if (!changes)
		return -ENOMEM;
	c->changes = changes;
	changes[c->n++] = *change;
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
