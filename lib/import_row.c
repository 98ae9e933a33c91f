/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "import_row.h"

#include "error.h"
#include "import_record.h"
#include "import_refs.h"

#include <string.h>

/* A text on its way into the pool. */
struct text {
	struct strpool_key key;
	enum svcreg_column column;
	enum refs_kind kind;
	bool again; /* the text before it once more: most people are the contact of what is theirs */
};

/* The offset of a field that one of the two rows before has in the same column, or 0. */
static uint32_t find_before(const struct import *import, enum svcreg_column column,
			    const struct field *field)
{
	const char *pool = import->draft.pool.bytes;

	for (size_t i = 1; i <= 2; i++) {
		const struct import_text *text = &import->texts[i][column];

		if (text->len == field->len && !memcmp(pool + text->at, field->text, text->len))
			return text->at;
	}
	return 0;
}

/* Whether a field is the text that was found before it in its row, and means the same. */
static bool is_again(const struct text *before, enum svcreg_column column,
		     const struct field *field)
{
	return !before->again && before->key.len == field->len &&
	       refs_kind(before->column) == refs_kind(column) &&
	       !memcmp(before->key.bytes, field->text, field->len);
}

/*
 * The texts of a row that the two rows before have not: often one contact is
 * that of many, and tcp and udp take turns.
 */
static size_t find_new(struct import *import, const struct field *row, struct text *texts)
{
	struct import_text *all = import->texts[0];
	size_t n = 0;

	for (size_t i = 0; i < import->n_columns; i++) {
		const struct field *field = &row[i];
		enum svcreg_column column;

		if (import->column[i] < 0)
			continue;
		column = (enum svcreg_column)import->column[i];
		all[column] = (struct import_text){ 0, (uint32_t)field->len };
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
			/* Looking up all of them at once is quicker than one after the other. */
			strpool_prefetch(&import->draft.pool, &texts[n].key);
		}
		n++;
	}
	return n;
}

/* Put the texts into the pool, and tell where they are. */
static int add_new(struct import *import, const struct text *texts, size_t n)
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

int import_row(struct import *import, const struct field *row, size_t n)
{
	struct text texts[SVCREG_COLUMNS];
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
	return import_record(&import->draft, &record, import->err);
}
