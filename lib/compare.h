/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parts of a comparison of two registries.
 *
 *	compare.c	orders and pairs of records, the list of changes
 *	compare_names.c	what became of each name
 *	compare_ports.c	what became of ports and records without a name
 *
 * Rows are counted from 0 here, in the changes from 1.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "image.h"

enum compare_side {
	OLD,
	NEW,
	SIDES,
};

/* Rows of one side. */
struct rows {
	uint32_t *at;
	size_t n;
	size_t room;
};

struct comparison {
	const struct image_header *image[SIDES];
	struct svcreg_change *changes;
	size_t n;
	size_t room;
	/* Texts that were found equal last, by column: those of the next rows often are the same. */
	uint32_t same[SIDES][SVCREG_COLUMNS];
	struct rows left[SIDES]; /* of the name in work: what has no counterpart yet */
	struct rows lone[SIDES]; /* rows with a port, of names that have ports on this side only */
};

static inline const struct image_record *compare_record(const struct comparison *c,
							enum compare_side side, uint32_t row)
{
	return (const struct image_record *)image_at(c->image[side], IMAGE_RECORDS) + row;
}

static inline const char *compare_text(const struct comparison *c, enum compare_side side,
				       uint32_t row, enum svcreg_column column)
{
	return image_text(c->image[side], compare_record(c, side, row)->text[column]);
}

static inline int order_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

/* rows_add - append a row; 0 or -ENOMEM */
int rows_add(struct rows *rows, uint32_t row);

/* An order of rows, of one side or of both; <, = or > 0. */
typedef int compare_order(const struct comparison *c, enum compare_side a_side, uint32_t a,
			  enum compare_side b_side, uint32_t b);

/* Called for two rows that belong together; returns 0 or -ENOMEM. */
typedef int compare_pair(struct comparison *c, uint32_t old_row, uint32_t new_row);

/*
 * By transport and ports, then by all columns: the same only for records that say the
 * same, white space aside. IANA writes the line breaks of its XML as spaces in the CSV of
 * some years, and as line breaks in that of others.
 */
compare_order order_by_all;

/* By transport and ports: rows in the order above are in this one too, and in the next. */
compare_order order_by_ports;

/* By transport, and those without a port before those with one. */
compare_order order_by_transport;

/*
 * By port and transport, and then by the day of registration, which a new name
 * leaves as it was, and by name; and the same by port and transport alone.
 */
compare_order order_by_port_and_day;
compare_order order_by_port;

/* compare_sort - sort the rows of a side */
void compare_sort(const struct comparison *c, enum compare_side side, struct rows *rows,
		  compare_order *order);

/*
 * compare_pair_up - take out of two sorted lists the rows that are equal in an
 * order, the first with the first, and hand each two to @pair; NULL: that is all
 */
int compare_pair_up(struct comparison *c, struct rows lists[static SIDES], compare_order *order,
		    compare_pair *pair);

/* The columns that differ between two rows, as bits. */
unsigned int compare_columns(struct comparison *c, uint32_t old_row, uint32_t new_row);

/* change_add - append a change; 0 or -ENOMEM */
int change_add(struct comparison *c, const struct svcreg_change *change);

/* change_add_pair - a change that has a row of the same service on both sides */
int change_add_pair(struct comparison *c, enum svcreg_change_kind kind, uint32_t old_row,
		    uint32_t new_row);

/* change_add_lone - a change of a row that is on one side only */
int change_add_lone(struct comparison *c, enum svcreg_change_kind kind, enum compare_side side,
		    uint32_t row);

/*
 * compare_holder - the row of who has a port: of the first name, else of the
 * first record; counted from 1, and 0 if no record speaks of the port
 */
uint32_t compare_holder(const struct image_header *image, uint16_t port,
			enum svcreg_transport transport);

/* The two halves of a comparison; 0 or -ENOMEM. */
int compare_names(struct comparison *c);
int compare_ports(struct comparison *c);

#endif
