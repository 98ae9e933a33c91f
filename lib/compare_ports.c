/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compare the ports without a name, and the records that describe them. */
#include "compare.h"

#include <errno.h>

/* Ports in a row that both registries have the same slots for, each its own. */
struct run {
	uint32_t slot[SIDES];
	unsigned int first;
	unsigned int end; /* the port behind the last; first: there is none */
};

/* One transport's ports, gone through upwards. */
struct sweep {
	enum svcreg_transport transport;
	struct run run;
	const uint32_t *same[SIDES]; /* the pages that had the same statuses last */
};

/* Whether a record describes a port of this transport, and not of all transports. */
static bool is_own(const struct comparison *c, enum compare_side side, uint32_t row,
		   enum svcreg_transport transport)
{
	return row && compare_record(c, side, row - 1)->transport == transport;
}

static bool has_name(const struct comparison *c, enum compare_side side, uint32_t row)
{
	return row && compare_record(c, side, row - 1)->text[SVCREG_COL_NAME];
}

/* The kind of change if the status of a port without a name changed. */
static enum svcreg_change_kind kind_of(uint32_t old_status, uint32_t new_status)
{
	if (new_status == SVCREG_ASSIGNED)
		return SVCREG_CHANGE_ADDED;
	if (old_status == SVCREG_ASSIGNED)
		return SVCREG_CHANGE_DEASSIGNED;
	return new_status == SVCREG_RESERVED ? SVCREG_CHANGE_RESERVED : SVCREG_CHANGE_FREED;
}

/*
 * Where a name came or went, that is told already. An image that was made to be
 * wrong can have a status that no record gives.
 */
static int end_run(struct comparison *c, const struct sweep *sweep)
{
	const struct run *run = &sweep->run;
	enum svcreg_transport transport = sweep->transport;
	uint32_t old_status = IMAGE_SLOT_STATUS(run->slot[OLD]);
	uint32_t new_status = IMAGE_SLOT_STATUS(run->slot[NEW]);
	uint16_t port = (uint16_t)run->first;
	uint32_t was = compare_holder(c->image[OLD], port, transport);
	uint32_t is = compare_holder(c->image[NEW], port, transport);
	bool came = new_status > old_status;

	if (run->first == run->end || has_name(c, OLD, was) || has_name(c, NEW, is) ||
	    !(came ? is : was))
		return 0;
	/* Records without a transport were reported for each transport. */
	if (transport == SVCREG_OTHER_TRANSPORT &&
	    !is_own(c, came ? NEW : OLD, came ? is : was, transport))
		return 0;
	return change_add(c, &(struct svcreg_change){
				     .kind = kind_of(old_status, new_status),
				     .old_row = came ? 0 : was,
				     .new_row = came ? is : 0,
				     .other_row = came ? was : is,
				     .transport = transport,
				     .first = port,
				     .last = (uint16_t)(run->end - 1),
				     .has_port = true,
			     });
}

/*
 * Nearly all pages have the same statuses: this is a loop that the compiler can
 * unroll. Many are one page in the image, and need not be looked at again.
 */
static bool page_differs(struct sweep *sweep, const uint32_t *was, const uint32_t *is)
{
	uint32_t differ = 0;

	if (sweep->same[OLD] && was == sweep->same[OLD] && is == sweep->same[NEW])
		return false;
	for (int i = 0; i < IMAGE_PAGE_SLOTS; i++)
		differ |= IMAGE_SLOT_STATUS(was[i] ^ is[i]);
	if (!differ) {
		sweep->same[OLD] = was;
		sweep->same[NEW] = is;
	}
	return differ;
}

static int compare_page(struct comparison *c, struct sweep *sweep, unsigned int page)
{
	const uint32_t *was = image_page(c->image[OLD], sweep->transport, page);
	const uint32_t *is = image_page(c->image[NEW], sweep->transport, page);
	unsigned int port = page * IMAGE_PAGE_SLOTS;
	struct run *run = &sweep->run;
	int err = 0;

	if (!page_differs(sweep, was, is))
		return 0;
	for (int i = 0; i < IMAGE_PAGE_SLOTS && !err; i++, port++) {
		if (IMAGE_SLOT_STATUS(was[i]) == IMAGE_SLOT_STATUS(is[i]))
			continue;
		if (run->end != port || run->slot[OLD] != was[i] || run->slot[NEW] != is[i]) {
			err = end_run(c, sweep);
			*run = (struct run){ { was[i], is[i] }, port, port };
		}
		run->end = port + 1;
	}
	return err;
}

static int compare_transport(struct comparison *c, enum svcreg_transport transport)
{
	struct sweep sweep = { .transport = transport };
	int err = 0;

	for (unsigned int page = 0; page < IMAGE_DIR_PAGES && !err; page++)
		err = compare_page(c, &sweep, page);
	return err ? err : end_run(c, &sweep);
}

/* Where the status changed as well, that is told already, with these rows. */
static int add_changed(struct comparison *c, uint32_t old_row, uint32_t new_row)
{
	const struct image_record *was = compare_record(c, OLD, old_row);
	const struct image_record *is = compare_record(c, NEW, new_row);

	if (was->flags & IMAGE_HAS_PORT && was->status != is->status)
		return 0;
	return change_add_pair(c, SVCREG_CHANGE_CHANGED, old_row, new_row);
}

static int take_nameless(struct comparison *c, enum compare_side side)
{
	struct rows *left = &c->left[side];

	left->n = 0;
	for (uint32_t i = 0; i < c->image[side]->section[IMAGE_RECORDS].count; i++)
		if (!compare_record(c, side, i)->text[SVCREG_COL_NAME] && rows_add(left, i))
			return -ENOMEM;
	compare_sort(c, side, left, order_by_all);
	return 0;
}

/*
 * Records without a name and without a port. Those with one come and go with
 * every assignment near to them: what that means is in the ports' statuses.
 */
static int add_left(struct comparison *c, enum compare_side side)
{
	const struct rows *left = &c->left[side];
	int err = 0;

	for (size_t i = 0; i < left->n && !err; i++)
		if (!(compare_record(c, side, left->at[i])->flags & IMAGE_HAS_PORT))
			err = change_add_lone(
				c, side == OLD ? SVCREG_CHANGE_REMOVED : SVCREG_CHANGE_ADDED, side,
				left->at[i]);
	return err;
}

static int compare_nameless(struct comparison *c)
{
	int err;

	err = take_nameless(c, OLD);
	if (!err)
		err = take_nameless(c, NEW);
	if (!err)
		err = compare_pair_up(c, c->left, order_by_all, NULL);
	if (!err)
		err = compare_pair_up(c, c->left, order_by_ports, add_changed);
	if (!err)
		err = add_left(c, OLD);
	if (!err)
		err = add_left(c, NEW);
	return err;
}

int compare_ports(struct comparison *c)
{
	int err = compare_nameless(c);

	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS && !err; t++)
		err = compare_transport(c, (enum svcreg_transport)t);
	if (!err && (image_has_transport(c->image[OLD], SVCREG_OTHER_TRANSPORT) ||
		     image_has_transport(c->image[NEW], SVCREG_OTHER_TRANSPORT)))
		err = compare_transport(c, SVCREG_OTHER_TRANSPORT);
	return err;
}
