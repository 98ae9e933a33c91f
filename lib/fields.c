/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fields.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int fault(struct fields *fields, const char *at, const char *text)
{
	fields->at = at;
	fields->fault = text;
	return -EINVAL;
}

/*
 * Most rows have no quotes: memchr() finds their end and their commas many bytes
 * at a time. Return: the end of such a row, where its CR or LF is, or NULL.
 */
static const char *plain_row_end(const char *at, const char *end)
{
	const char *lf = memchr(at, '\n', (size_t)(end - at));
	const char *cr;

	if (!lf || memchr(at, '"', (size_t)(lf - at)))
		return NULL;
	cr = memchr(at, '\r', (size_t)(lf - at));
	if (!cr)
		return lf;
	return cr + 1 == lf ? cr : NULL;
}

void fields_begin_row(struct fields *fields)
{
	fields->joined_len = 0;
	fields->plain_end = plain_row_end(fields->at, fields->end);
}

/* Go on behind a field, whose end is @at. */
static int end_field(struct fields *fields, const char *at, struct field *field)
{
	if (at == fields->end)
		return fault(fields, at, "the file ends inside this row");
	field->last = *at != ',';
	if (*at == '\r') {
		if (at + 1 == fields->end || at[1] != '\n')
			return fault(fields, at, "a line ends in CR without LF");
		fields->crlf = true;
		at++;
	} else if (*at == '\n') {
		fields->crlf = false;
	} else if (*at != ',') {
		return fault(fields, at,
			     "a quote in the wrong place, or one before it that is not closed");
	}
	fields->at = at + 1;
	return 0;
}

/*
 * Room for the fields of any row, made when it is first needed: they are shorter
 * than what they are read from.
 */
static char *joined_end(struct fields *fields)
{
	if (!fields->joined)
		fields->joined = malloc((size_t)(fields->end - fields->at));
	return fields->joined ? fields->joined + fields->joined_len : NULL;
}

/* A field with quotes inside, or line ends that are not to stay, from @from to before @end. */
static int join(struct fields *fields, const char *from, const char *end, struct field *field)
{
	char *to = joined_end(fields);

	if (!to)
		return -ENOMEM;
	field->text = to;
	for (; from < end; from++) {
		/* Of two quotes the second, of CRLF the LF. */
		if (*from == '"')
			from++;
		else if (*from == '\r' && fields->drop_cr && from + 1 < end && from[1] == '\n')
			continue;
		*to++ = *from;
	}
	field->len = (size_t)(to - field->text);
	fields->joined_len += field->len;
	return 0;
}

/* A field in quotes, of which two are one that belongs to it. */
static int read_quoted(struct fields *fields, struct field *field)
{
	const char *start = fields->at + 1;
	const char *quote = start;
	bool as_it_is = true;
	int err;

	for (;; quote += 2) {
		quote = memchr(quote, '"', (size_t)(fields->end - quote));
		if (!quote)
			return fault(fields, fields->at, "a quote is not closed");
		if (quote + 1 == fields->end || quote[1] != '"')
			break;
		as_it_is = false;
	}
	field->text = start;
	field->len = (size_t)(quote - start);
	if (as_it_is && fields->drop_cr)
		as_it_is = !memchr(start, '\r', field->len);
	err = as_it_is ? 0 : join(fields, start, quote, field);
	return err ? err : end_field(fields, quote + 1, field);
}

/* What ends a field that is not quoted, or must not be in it. */
static const char *find_stop(const char *at, const char *end)
{
	while (at < end && *at != ',' && *at != '\n' && *at != '\r' && *at != '"')
		at++;
	return at;
}

int fields_next(struct fields *fields, struct field *field)
{
	const char *at = fields->at;
	const char *stop;

	if (fields->plain_end) {
		stop = memchr(at, ',', (size_t)(fields->plain_end - at));
		if (!stop)
			stop = fields->plain_end;
	} else if (at < fields->end && *at == '"') {
		return read_quoted(fields, field);
	} else {
		stop = find_stop(at, fields->end);
	}
	field->text = at;
	field->len = (size_t)(stop - at);
	return end_field(fields, stop, field);
}
