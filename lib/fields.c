/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fields.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int fault(struct fields *fields, const char *at, const char *text)
{
	fields->at = at;
	fields->fault = text;
	return -EINVAL;
}

/*
 * The end of a row without quotes, where its CR or LF is, which memchr() finds many
 * bytes at a time; NULL for any other row.
 */
static const char *plain_row_end(const char *at, const char *end, bool has_cr)
{
	const char *lf = memchr(at, '\n', (size_t)(end - at));
	const char *cr;

	if (!lf || memchr(at, '"', (size_t)(lf - at)))
		return NULL;
	cr = has_cr ? memchr(at, '\r', (size_t)(lf - at)) : NULL;
	if (!cr)
		return lf;
	return cr + 1 == lf ? cr : NULL;
}

/* The high bits of those of eight bytes that are commas. */
static uint64_t find_commas(uint64_t bytes)
{
	const uint64_t ones = 0x0101010101010101;
	const uint64_t low_bits = 0x7f * ones;

	bytes ^= ',' * ones;
	return ~(((bytes & low_bits) + low_bits) | bytes | low_bits);
}

/* The fields of a row without quotes, one after the other. */
struct splitter {
	const char *begin; /* of the field that comes next */
	struct field *row;
	size_t room;
	size_t n;
};

static inline void add_field(struct splitter *s, const char *end)
{
	if (s->n < s->room)
		s->row[s->n] = (struct field){ s->begin, (size_t)(end - s->begin) };
	s->begin = end + 1;
	s->n++;
}

/* Split what ends before @end, in a file that ends at @file_end. Return: how many fields it has. */
static size_t split(const char *at, const char *end, const char *file_end, struct field *row,
		    size_t room)
{
	struct splitter s = { .begin = at, .row = row, .room = room };

	for (; at < end; at += 8) {
		uint64_t bytes = 0;
		uint64_t commas;

		if (file_end - at >= 8)
			memcpy(&bytes, at, sizeof(bytes));
		else
			memcpy(&bytes, at, (size_t)(end - at));
		commas = find_commas(le64toh(bytes));
		/* Those of the next row are not looked at. */
		if (end - at < 8)
			commas &= ((uint64_t)1 << (8 * (end - at))) - 1;
		for (; commas; commas &= commas - 1)
			add_field(&s, at + __builtin_ctzll(commas) / 8);
	}
	add_field(&s, end);
	return s.n;
}

/* Go on behind a field, whose end is @at; it may be the last one of its row. */
static int end_field(struct fields *fields, const char *at, bool *last)
{
	if (at == fields->end)
		return fault(fields, at, "the file ends inside this row");
	*last = *at != ',';
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
static int read_quoted(struct fields *fields, struct field *field, bool *last)
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
	return err ? err : end_field(fields, quote + 1, last);
}

/* What ends a field that is not quoted, or must not be in it. */
static const char *find_stop(const char *at, const char *end)
{
	while (at < end && *at != ',' && *at != '\n' && *at != '\r' && *at != '"')
		at++;
	return at;
}

static int read_field(struct fields *fields, struct field *field, bool *last)
{
	const char *at = fields->at;
	const char *stop;

	if (at < fields->end && *at == '"')
		return read_quoted(fields, field, last);
	stop = find_stop(at, fields->end);
	field->text = at;
	field->len = (size_t)(stop - at);
	return end_field(fields, stop, last);
}

void fields_begin(struct fields *fields, const char *data, size_t size)
{
	*fields = (struct fields){
		.at = data,
		.end = data + size,
		.has_cr = memchr(data, '\r', size) != NULL,
	};
}

void fields_end(struct fields *fields)
{
	free(fields->joined);
	fields->joined = NULL;
}

int fields_next_row(struct fields *fields, struct field *row, size_t room, size_t *n)
{
	const char *end = plain_row_end(fields->at, fields->end, fields->has_cr);
	struct field beyond;
	bool last = false;
	size_t count = 0;
	int err;

	if (end) {
		*n = split(fields->at, end, fields->end, row, room);
		fields->crlf = *end == '\r';
		fields->at = end + (fields->crlf ? 2 : 1);
		return 0;
	}
	fields->joined_len = 0;
	for (; !last; count++) {
		err = read_field(fields, count < room ? &row[count] : &beyond, &last);
		if (err)
			return err;
	}
	*n = count;
	return 0;
}
