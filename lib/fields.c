/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fields.h"

#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* libcsv's buffer grows by this much; its default makes large fields quadratic. */
#define FIELD_STEP (64 << 10)

static int fault(struct fields *fields, const char *at, const char *text)
{
	fields->at = at;
	fields->fault = text;
	return -EINVAL;
}

/* Make room for the fields of a row; they are never longer than its text. Drops the last row. */
static int reserve_text(struct fields *fields, size_t size)
{
	char *text;

	if (size <= fields->text_room)
		return 0;
	text = malloc(size * 2);
	if (!text)
		return -ENOMEM;
	free(fields->text);
	fields->text = text;
	fields->text_room = size * 2;
	return 0;
}

/* A row while libcsv parses it. */
struct row_parse {
	struct fields *fields;
	struct field *row;
	size_t room;
	size_t n;
	char *to;   /* where the next field goes */
	bool ended; /* by a CR or LF of its own */
};

/* Copy a field, because libcsv reuses its buffer; turn CRLF into LF if asked to. */
static void on_field(void *text, size_t len, void *data)
{
	struct row_parse *parse = data;
	const char *from = text, *end = from + len;
	char *start = parse->to;

	while (from < end) {
		const char *cr = parse->fields->drop_cr ? memchr(from, '\r', (size_t)(end - from))
							: NULL;
		const char *stop = cr ? cr : end;

		memcpy(parse->to, from, (size_t)(stop - from));
		parse->to += stop - from;
		from = stop;
		if (cr && (cr + 1 == end || cr[1] != '\n'))
			*parse->to++ = '\r';
		from += cr != NULL;
	}
	if (parse->n < parse->room)
		parse->row[parse->n] = (struct field){ start, (size_t)(parse->to - start) };
	parse->n++;
}

/* csv_fini() passes -1; anything else is a line end inside the row. */
static void on_row_end(int by, void *data)
{
	struct row_parse *parse = data;

	if (by >= 0)
		parse->ended = true;
}

/* The LF that ends a row: the first outside quotes, or NULL. */
static const char *row_end(const char *at, const char *end)
{
	const char *lf = at;
	const char *quote;

	for (;;) {
		lf = memchr(lf, '\n', (size_t)(end - lf));
		if (!lf)
			return NULL;
		/* Skip each quoted part that opens before it. */
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

/* Parse one row without its line end; libcsv knows where quotes may be. */
static int parse_row(struct fields *fields, const char *end, struct row_parse *parse)
{
	size_t size = (size_t)(end - fields->at);
	size_t done = csv_parse(fields->parser, fields->at, size, on_field, on_row_end, parse);

	if (done < size && csv_error(fields->parser) != CSV_EPARSE)
		return -ENOMEM;
	if (done < size)
		return fault(fields, fields->at + done,
			     "a quote in the wrong place, or one before it that is not closed");
	if (csv_fini(fields->parser, on_field, on_row_end, parse))
		return fault(fields, fields->at, "a quote is not closed");
	if (parse->ended)
		return fault(fields, fields->at, "a line ends in CR without LF");
	return 0;
}

/* Keep spaces around fields, which libcsv would strip. */
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
		.parser = parser,
	};
	return 0;
}

void fields_end(struct fields *fields)
{
	csv_free(fields->parser);
	free(fields->parser);
	free(fields->text);
}

int fields_next_row(struct fields *fields, struct field *row, size_t room, size_t *n)
{
	const char *lf = row_end(fields->at, fields->end);
	const char *end = lf ? lf : fields->end;
	bool crlf = lf && lf > fields->at && lf[-1] == '\r';
	struct row_parse parse = { .fields = fields, .row = row, .room = room };
	int err;

	err = reserve_text(fields, (size_t)(end - fields->at));
	if (err)
		return err;
	parse.to = fields->text;
	err = parse_row(fields, crlf ? end - 1 : end, &parse);
	if (err)
		return err;
	if (!lf)
		return fault(fields, end, "the file ends inside this row");
	fields->crlf = crlf;
	fields->at = lf + 1;
	*n = parse.n;
	return 0;
}
