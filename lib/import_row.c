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

/* A text that one of the two records before has in the same column, or 0. */
static uint32_t find_before(const struct import *import, enum svcreg_column column,
			    const struct field *field)
{
	for (size_t i = 0; i < 2; i++) {
		uint32_t text = import->before[i].text[column];

		if (strpool_is(&import->draft.pool, text, field->text, field->len))
			return text;
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
 * The texts of a row that the two records before have not: often one contact is
 * that of many, and tcp and udp take turns.
 */
static size_t find_new(struct import *import, const struct field *row, struct image_record *record,
		       struct text *texts)
{
	struct strpool *pool = &import->draft.pool;
	size_t n = 0;

	for (size_t i = 0; i < import->n_columns; i++) {
		const struct field *field = &row[i];
		enum svcreg_column column;

		if (!field->len || import->column[i] < 0)
			continue;
		column = (enum svcreg_column)import->column[i];
		record->text[column] = find_before(import, column, field);
		if (record->text[column])
			continue;
		texts[n].column = column;
		texts[n].again = n && is_again(&texts[n - 1], column, field);
		if (!texts[n].again) {
			texts[n].kind = refs_make_key(field->text, field->len, refs_kind(column),
						      &texts[n].key);
			/* Looking up all of them at once is quicker than one after the other. */
			strpool_prefetch(pool, &texts[n].key);
		}
		n++;
	}
	return n;
}

/* Put the texts into the pool, and their offsets into the record. */
static int add_new(struct import *import, const struct text *texts, size_t n,
		   struct image_record *record)
{
	uint32_t at = 0;
	int err;

	for (size_t i = 0; i < n; i++) {
		if (!texts[i].again) {
			err = refs_add_key(&import->draft, &texts[i].key, texts[i].kind, &at);
			if (err)
				return err;
		}
		record->text[texts[i].column] = at;
	}
	return 0;
}

int import_row(struct import *import, const struct field *row, size_t n)
{
	struct image_record record = { 0 };
	struct text texts[SVCREG_COLUMNS];
	int err;

	if (n != import->n_columns)
		return refuse(import->err, "%zu fields, but there are %zu columns", n,
			      import->n_columns);
	n = find_new(import, row, &record, texts);
	err = add_new(import, texts, n, &record);
	if (!err)
		err = import_record(&import->draft, &record, import->err);
	import->before[1] = import->before[0];
	import->before[0] = record;
	return err;
}
