/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The import of IANA's CSV. */
#include "import.h"

#include "base/text.h"
#include "draft.h"
#include "error.h"
#include "fields.h"
#include "refs.h"

#include <errno.h>
#include <string.h>

enum {
	MAX_COLUMNS = 32,
	TITLE_SIZE = 48,
};

/* A text of a row, in the draft's pool. */
struct row_text {
	uint32_t at;
	uint32_t len; /* 0 if the column is empty */
};

struct csv_import {
	struct draft draft;
	struct svcreg_error *err;
	unsigned long row; /* the row that is being read; the titles are row 0 */
	size_t n_columns;
	int column[MAX_COLUMNS]; /* enum svcreg_column, or -1: ignored */
	char title[MAX_COLUMNS][TITLE_SIZE];
	/* The texts of the current row and of the two before it. */
	struct row_text texts[3][SVCREG_COLUMNS];
};

/* Levenshtein distance without regard to case. */
static size_t distance(const char *a, const char *b)
{
	size_t row[TITLE_SIZE + 1];
	size_t len = strlen(b);

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < len; j++) {
			size_t best = diagonal + (text_lower(a[i]) != text_lower(b[j]));

			diagonal = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j + 1] + 1 < best)
				best = row[j + 1] + 1;
			row[j + 1] = best;
		}
	}
	return row[len];
}

/* The unknown title that is most like a name; NULL if none is similar enough. */
static const char *near_title(const struct csv_import *import, const char *name)
{
	size_t best = strlen(name) / 2 + 1;
	const char *near = NULL;

	for (size_t i = 0; i < import->n_columns; i++) {
		size_t d;

		if (import->column[i] >= 0)
			continue;
		d = distance(name, import->title[i]);
		if (text_contains(import->title[i], name))
			d = 1;
		if (d < best) {
			best = d;
			near = import->title[i];
		}
	}
	return near;
}

static int find_column(const char *title)
{
	/* The name that IANA used until about 2016. */
	if (!strcmp(title, "Known Unauthorized Uses"))
		return SVCREG_COL_UNAUTHORIZED;
	for (int c = 0; c < SVCREG_COLUMNS; c++)
		if (!strcmp(title, svcreg_column_name((enum svcreg_column)c)))
			return c;
	return -1;
}

static void copy_title(char *title, const struct field *field)
{
	size_t len = field->len < TITLE_SIZE ? field->len : TITLE_SIZE - 1;

	memcpy(title, field->text, len);
	title[len] = '\0';
}

/* Find the registry's columns in the first row. Return: 0, or -EINVAL with the error set. */
static int read_titles(struct csv_import *import, const struct field *row, size_t n)
{
	bool found[SVCREG_COLUMNS] = { false };

	if (n > MAX_COLUMNS)
		return refuse(import->err, "more than %d columns", MAX_COLUMNS);
	if (n == 1)
		return refuse(import->err, "neither the titles of IANA's CSV nor a line of "
					   "services(5), \"name port/protocol\"");
	import->n_columns = n;
	for (size_t i = 0; i < n; i++) {
		int column;

		copy_title(import->title[i], &row[i]);
		column = find_column(import->title[i]);
		import->column[i] = column;
		if (column < 0)
			continue;
		if (found[column])
			return refuse(import->err, "the column \"%s\" appears twice",
				      import->title[i]);
		found[column] = true;
	}
	for (int c = 0; c < SVCREG_COLUMNS; c++) {
		const char *name = svcreg_column_name((enum svcreg_column)c);
		const char *near;

		if (found[c])
			continue;
		near = near_title(import, name);
		if (near)
			return refuse(import->err,
				      "the column \"%s\" is missing; there is one called \"%s\"",
				      name, near);
		return refuse(import->err, "the column \"%s\" is missing", name);
	}
	return 0;
}

/* A text that is about to be added to the pool. */
struct new_text {
	struct strpool_key key;
	enum svcreg_column column;
	enum refs_kind kind;
	bool again; /* equal to the text before it: most assignees are also the contact */
};

/* The offset of the same text in this column of the two rows before, or 0. */
static uint32_t find_before(const struct csv_import *import, enum svcreg_column column,
			    const struct field *field)
{
	const char *pool = import->draft.pool.bytes;

	for (size_t i = 1; i <= 2; i++) {
		const struct row_text *text = &import->texts[i][column];

		if (text->len == field->len && !memcmp(pool + text->at, field->text, text->len))
			return text->at;
	}
	return 0;
}

/* Whether a field equals the text before it in the row, and its brackets mean the same. */
static bool is_again(const struct new_text *before, enum svcreg_column column,
		     const struct field *field)
{
	return !before->again && before->key.len == field->len &&
	       refs_kind(before->column) == refs_kind(column) &&
	       !memcmp(before->key.bytes, field->text, field->len);
}

/*
 * Find the texts of a row that the two rows before lack: records of tcp and udp take turns,
 * and many have the same contact.
 */
static size_t find_new(struct csv_import *import, const struct field *row, struct new_text *texts)
{
	struct row_text *all = import->texts[0];
	size_t n = 0;

	for (size_t i = 0; i < import->n_columns; i++) {
		const struct field *field = &row[i];
		enum svcreg_column column;

		if (import->column[i] < 0)
			continue;
		column = (enum svcreg_column)import->column[i];
		all[column] = (struct row_text){ 0, (uint32_t)field->len };
		if (!field->len)
			continue;
		all[column].at = find_before(import, column, field);
		if (all[column].at)
			continue;
		texts[n].column = column;
		texts[n].again = n && is_again(&texts[n - 1], column, field);
		if (!texts[n].again) {
			texts[n].kind = refs_make_key(field->text, field->len, refs_kind(column),
						      &texts[n].key);
			/* Prefetching all before the first look-up is quicker. */
			strpool_prefetch(&import->draft.pool, &texts[n].key);
		}
		n++;
	}
	return n;
}

/* Add the texts to the pool. */
static int add_new(struct csv_import *import, const struct new_text *texts, size_t n)
{
	uint32_t at = 0;
	int err;

	for (size_t i = 0; i < n; i++) {
		if (!texts[i].again) {
			err = refs_add_key(&import->draft, &texts[i].key, texts[i].kind, &at);
			if (err)
				return err;
		}
		import->texts[0][texts[i].column].at = at;
	}
	return 0;
}

/* Add the record of a row. Return: 0, -ENOMEM, -EOVERFLOW, or -EINVAL with the error set. */
static int add_row(struct csv_import *import, const struct field *row, size_t n)
{
	struct new_text texts[SVCREG_COLUMNS];
	struct image_record record = { 0 };
	int err;

	if (n != import->n_columns)
		return refuse(import->err, "%zu fields, but there are %zu columns", n,
			      import->n_columns);
	memcpy(import->texts[2], import->texts[1], sizeof(import->texts[1]));
	memcpy(import->texts[1], import->texts[0], sizeof(import->texts[0]));
	n = find_new(import, row, texts);
	err = add_new(import, texts, n);
	if (err)
		return err;
	for (size_t i = 0; i < SVCREG_COLUMNS; i++)
		record.text[i] = import->texts[0][i].at;
	return draft_add_record(&import->draft, &record, import->err);
}

/* Set line and row of a place in the file. Line breaks inside quotes do not end a row. */
static void locate(const char *data, const char *place, struct svcreg_error *err)
{
	bool quoted = false;

	err->line = 1;
	err->row = 0;
	for (; data < place; data++) {
		if (*data == '"')
			quoted = !quoted;
		if (*data != '\n')
			continue;
		err->line++;
		if (!quoted)
			err->row++;
	}
}

static int check_bytes(const char *data, size_t size, struct svcreg_error *err)
{
	const char *nul;
	size_t end;

	if (!size)
		return refuse(err, "the file is empty");
	if (size > IMPORT_MAX_SIZE)
		return refuse(err, "the file is larger than %d MiB", IMPORT_MAX_SIZE >> 20);
	nul = memchr(data, '\0', size);
	if (nul) {
		locate(data, nul, err);
		return refuse(err, "a NUL byte: text has to be UTF-8");
	}
	end = utf8_end(data, size);
	if (end < size) {
		locate(data, data + end, err);
		return refuse(err, "not UTF-8: byte 0x%02x", (unsigned char)data[end]);
	}
	return 0;
}

/* Read a row. The first one has the titles. */
static int read_row(struct fields *fields, struct csv_import *import)
{
	struct field row[MAX_COLUMNS];
	size_t n;
	int err;

	if (*fields->at == '\n' || *fields->at == '\r')
		return refuse(import->err, "an empty line");
	err = fields_next_row(fields, row, MAX_COLUMNS, &n);
	if (err)
		return err;
	err = import->row ? add_row(import, row, n) : read_titles(import, row, n);
	if (!err && !import->row++)
		fields->drop_cr = fields->crlf;
	return err;
}

static int read_rows(const char *data, size_t size, struct csv_import *import)
{
	const char *place = data;
	struct fields fields;
	int ret = fields_begin(&fields, data, size);

	if (ret)
		return ret;
	while (!ret && fields.at < fields.end) {
		place = fields.at;
		ret = read_row(&fields, import);
	}
	ret = draft_explain(ret, import->err);
	if (ret == -EINVAL) {
		if (fields.fault) {
			refuse(import->err, "%s", fields.fault);
			place = fields.at;
		}
		locate(data, place, import->err);
		import->err->row = import->row;
	}
	fields_end(&fields);
	return ret;
}

int import_csv(const char *data, size_t size, const char *date, struct image_header **image,
	       struct svcreg_error *err)
{
	static const char bom[] = { '\xef', '\xbb', '\xbf' };
	struct svcreg_error own_err = { 0 };
	struct csv_import import = { .err = &own_err };
	int ret;

	if (size >= sizeof(bom) && !memcmp(data, bom, sizeof(bom))) {
		data += sizeof(bom);
		size -= sizeof(bom);
	}
	ret = check_bytes(data, size, &own_err);
	if (!ret)
		ret = draft_init(&import.draft, size / IMPORT_STRING_IN_CSV);
	if (!ret)
		ret = read_rows(data, size, &import);
	if (!ret && !import.draft.n)
		ret = refuse(&own_err, "the file has no records");
	if (!ret)
		ret = image_build(&import.draft, date, image, &own_err);
	draft_free(&import.draft);
	if (ret && err)
		*err = own_err;
	return ret;
}
