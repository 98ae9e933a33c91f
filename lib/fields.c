/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fields.h"
#include "fields_split.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How libcsv's room for a field grows: small steps to a large field would take long. */
#define FIELD_STEP (64 << 10)

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

/*
 * Make room for the fields of a row, which are no longer than what they are read from.
 * Those of the row before are gone.
 */
static int reserve_joined(struct fields *fields, size_t size)
{
	char *joined;

	if (size <= fields->joined_room)
		return 0;
	joined = malloc(size * 2);
	if (!joined)
		return -ENOMEM;
	free(fields->joined);
	fields->joined = joined;
	fields->joined_room = size * 2;
	return 0;
}

/* A row with quotes, while libcsv reads it. */
struct quoted_row {
	struct fields *fields;
	struct field *row;
	size_t room;
	size_t n;
	char *to;   /* where the next field goes */
	bool ended; /* by a CR or LF of its own */
};

/* libcsv's fields are gone with the next one, and have line ends that may not stay. */
static void keep_field(void *text, size_t len, void *data)
{
	struct quoted_row *q = data;
	const char *from = text, *end = from + len;
	char *start = q->to;

	while (from < end) {
		const char *cr = q->fields->drop_cr ? memchr(from, '\r', (size_t)(end - from))
						    : NULL;
		const char *stop = cr ? cr : end;

		memcpy(q->to, from, (size_t)(stop - from));
		q->to += stop - from;
		from = stop;
		if (cr && (cr + 1 == end || cr[1] != '\n'))
			*q->to++ = '\r';
		from += cr != NULL;
	}
	if (q->n < q->room)
		q->row[q->n] = (struct field){ start, (size_t)(q->to - start) };
	q->n++;
}

/* Of a row that is read without its line end, only the end of all has none. */
static void end_row(int by, void *data)
{
	struct quoted_row *q = data;

	if (by >= 0)
		q->ended = true;
}

/* The LF that ends a row: the first that is not inside of quotes; NULL if there is none. */
static const char *quoted_row_end(const char *at, const char *end)
{
	const char *lf = at;
	const char *quote;

	for (;;) {
		lf = memchr(lf, '\n', (size_t)(end - lf));
		if (!lf)
			return NULL;
		/* Past all quotes that open before it, to where they close. */
		for (;;) {
			quote = memchr(at, '"', (size_t)(lf - at));
			if (!quote)
				return lf;
			quote = memchr(quote + 1, '"', (size_t)(end - quote - 1));
			if (!quote)
				return NULL;
			at = quote + 1;
			if (at > lf)
				break;
		}
		lf = at;
	}
}

/* Read the rest of a row with libcsv, up to @end, which knows what quotes may be. */
static int read_quoted(struct fields *fields, const char *at, const char *end, struct quoted_row *q)
{
	size_t size = (size_t)(end - at);
	size_t done = csv_parse(fields->parser, at, size, keep_field, end_row, q);

	if (done < size && csv_error(fields->parser) != CSV_EPARSE)
		return -ENOMEM;
	if (done < size)
		return fault(fields, at + done,
			     "a quote in the wrong place, or one before it that is not closed");
	if (csv_fini(fields->parser, keep_field, end_row, q))
		return fault(fields, fields->at, "a quote is not closed");
	if (q->ended)
		return fault(fields, fields->at, "a line ends in CR without LF");
	return 0;
}

/* The first field with quotes; all of the row if what is before it is not just plain fields. */
static const char *first_quoted(const struct fields *fields, const char *end)
{
	const char *at = fields->at;
	const char *quote = memchr(at, '"', (size_t)(end - at));

	if (!quote || quote == at || quote[-1] != ',' ||
	    (fields->has_cr && memchr(at, '\r', (size_t)(quote - at))))
		return at;
	return quote;
}

/* A row that has quotes, or is wrong: what is before its quotes is split, the rest libcsv's. */
static int read_row(struct fields *fields, struct field *row, size_t room, size_t *n)
{
	const char *lf = quoted_row_end(fields->at, fields->end);
	const char *end = lf ? lf : fields->end;
	bool crlf = lf && lf > fields->at && lf[-1] == '\r';
	const char *quoted = first_quoted(fields, end);
	struct quoted_row q = { .fields = fields, .row = row, .room = room };
	int err;

	err = reserve_joined(fields, (size_t)(end - quoted));
	if (err)
		return err;
	q.to = fields->joined;
	if (quoted > fields->at)
		q.n = fields_split(fields->at, quoted - 1, fields->end, row, room);
	err = read_quoted(fields, quoted, crlf ? end - 1 : end, &q);
	if (err)
		return err;
	if (!lf)
		return fault(fields, end, "the file ends inside this row");
	fields->crlf = crlf;
	fields->at = lf + 1;
	*n = q.n;
	return 0;
}

/* libcsv would leave out spaces around fields; here they belong to the text. */
static int is_space(unsigned char c)
{
	(void)c;
	return 0;
}

int fields_begin(struct fields *fields, const char *data, size_t size)
{
	struct csv_parser *parser = malloc(sizeof(*parser));

	if (!parser || csv_init(parser, CSV_STRICT | CSV_STRICT_FINI)) {
		free(parser);
		return -ENOMEM;
	}
	csv_set_space_func(parser, is_space);
	csv_set_blk_size(parser, FIELD_STEP);
	*fields = (struct fields){
		.at = data,
		.end = data + size,
		.has_cr = memchr(data, '\r', size) != NULL,
		.parser = parser,
	};
	return 0;
}

void fields_end(struct fields *fields)
{
	csv_free(fields->parser);
	free(fields->parser);
	free(fields->joined);
}

int fields_next_row(struct fields *fields, struct field *row, size_t room, size_t *n)
{
	const char *end = plain_row_end(fields->at, fields->end, fields->has_cr);

	if (!end)
		return read_row(fields, row, room, n);
	*n = fields_split(fields->at, end, fields->end, row, room);
	fields->crlf = *end == '\r';
	fields->at = end + (fields->crlf ? 2 : 1);
	return 0;
}
