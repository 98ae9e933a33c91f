/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables for people, through libsmartcols: on a terminal they keep to its width. */
#ifndef NFTSVC_COLUMNS_H
#define NFTSVC_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

struct columns;

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NUMBER, /* to the right */
	COLUMN_LONG,   /* continued on the next line where a terminal is too narrow */
};

struct column {
	const char *title; /* NULL for all: no line of titles */
	enum column_kind kind;
};

/** A table has no more columns than this. */
#define COLUMNS_MAX 16

/**
 * columns_new - a table without lines
 * @columns: copied; the titles are borrowed as long as the table
 * @n: how many, COLUMNS_MAX at the most
 *
 * Return: the table, for columns_free(); NULL without memory.
 */
struct columns *columns_new(const struct column *columns, size_t n);

/**
 * columns_add - add a line
 * @table: the table; NULL does nothing
 * @cells: a text for every column, copied, made printable; NULL is empty
 *
 * A failure is kept for columns_print().
 */
void columns_add(struct columns *table, const char *const *cells);

/**
 * columns_print - print the table; without lines, nothing
 *
 * Return: 0, or -ENOMEM where memory ran out now or before. Errors of @out are
 * left for ferror().
 */
int columns_print(struct columns *table, FILE *out);

/** columns_free - free a table; it may be NULL */
void columns_free(struct columns *table);

#endif
