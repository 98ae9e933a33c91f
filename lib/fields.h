/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A strict reader of CSV (RFC 4180) in memory, row by row, around libcsv: quotes
 * only around whole fields, rows that end in LF or CRLF.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include <stdbool.h>
#include <stddef.h>

struct csv_parser;

struct fields {
	const char *at; /* the next row; after a failure, the place of the fault */
	const char *end;
	bool crlf;	   /* the last row ended in CRLF */
	bool drop_cr;	   /* CRLF inside quotes becomes LF */
	const char *fault; /* what is wrong, after -EINVAL */
	struct csv_parser *parser;
	char *text; /* the fields of the current row */
	size_t text_room;
};

/* A field, borrowed from the reader until the next row. */
struct field {
	const char *text;
	size_t len;
};

/* fields_begin - read a file, which is borrowed until fields_end(). Return: 0 or -ENOMEM. */
int fields_begin(struct fields *fields, const char *data, size_t size);
void fields_end(struct fields *fields);

/*
 * fields_next_row - read a row
 * @fields: not at the end of the file
 * @row: set to the row's first @room fields
 * @room: at least 1
 * @n: set to the number of fields, which can exceed @room
 *
 * Return: 0, -ENOMEM, or -EINVAL with fields->fault set.
 */
int fields_next_row(struct fields *fields, struct field *row, size_t room, size_t *n);

#endif
