/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fields of CSV (RFC 4180) in memory, row after row. Nothing is let pass:
 * quotes only around whole fields, rows that end in LF or CRLF.
 *
 * libcsv reads what has quotes, in one row of twenty of IANA's file, up to the end of its
 * row. All else is split at its commas where it stands, which takes a tenth of the time.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include <stdbool.h>
#include <stddef.h>

struct csv_parser;

struct fields {
	const char *at; /* what comes next; after a failure, where it is */
	const char *end;
	bool has_cr;	   /* somewhere in the file */
	bool crlf;	   /* the row before ended in CRLF */
	bool drop_cr;	   /* CRLF inside quotes becomes LF */
	const char *fault; /* after -EINVAL: what is wrong */
	struct csv_parser *parser;
	/* The fields of this row that have quotes, and those behind them. */
	char *joined;
	size_t joined_room;
};

/* A field, borrowed from the file, or from the reader up to the next row. */
struct field {
	const char *text;
	size_t len;
};

/* fields_begin - read a file, which is borrowed until fields_end(). Return: 0 or -ENOMEM. */
int fields_begin(struct fields *fields, const char *data, size_t size);
void fields_end(struct fields *fields);

/*
 * fields_next_row - read a row
 * @fields: not at its end
 * @row: set to the row's fields, as many as there is room for
 * @room: at least 1
 * @n: set to how many there are
 *
 * Return: 0, -ENOMEM, or -EINVAL with fields->fault set.
 */
int fields_next_row(struct fields *fields, struct field *row, size_t room, size_t *n);

#endif
