/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records of two registries in order, and which of them belong together. */
#include "compare.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>

int rows_add(struct rows *rows, uint32_t row)
{
	if (rows->n == rows->room) {
		size_t room = rows->room ? rows->room * 2 : 64;
		uint32_t *at = reallocarray(rows->at, room, sizeof(*at));

		if (!at)
			return -ENOMEM;
		rows->at = at;
		rows->room = room;
	}
	rows->at[rows->n++] = row;
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
