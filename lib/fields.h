/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fields of CSV (RFC 4180) in memory, one after the other. Nothing is let
 * pass: quotes only around whole fields, rows that end in LF or CRLF.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include <stdbool.h>
#include <stddef.h>

struct fields {
	const char *at; /* what comes next; after a failure, where it is */
	const char *end;
	bool crlf;	       /* the row before ended in CRLF */
	bool drop_cr;	       /* CRLF inside quotes becomes LF */
	const char *fault;     /* after -EINVAL: what is wrong */
	const char *plain_end; /* of a row without quotes, else NULL */
	/* Fields of this row that do not stand in the file as they are read; they never move. */
	char *joined;
	size_t joined_len;
};

/* A field, borrowed from the file, or from the reader up to the next row. */
struct field {
	const char *text;
	size_t len;
	bool last; /* of its row */
};

/* Begin a row: those of the row before are let go. */
void fields_begin_row(struct fields *fields);

/*
 * fields_next - read a field
 *
 * Return: 0, -ENOMEM, or -EINVAL with fields->fault set.
 */
int fields_next(struct fields *fields, struct field *field);

#endif
