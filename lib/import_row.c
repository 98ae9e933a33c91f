/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "import_row.h"

#include "error.h"
#include "import_record.h"
#include "import_refs.h"

#include <errno.h>

/* A text on its way into the pool. */
struct text {
	struct strpool_key key;
	enum svcreg_column column;
	enum refs_kind kind;
};

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
		int column = import->column[i];
		const struct field *field = &row[i];

		if (!field->len || column < 0)
			continue;
		if (strpool_is(pool, import->before[0].text[column], field->text, field->len)) {
			record->text[column] = import->before[0].text[column];
			continue;
		}
		if (strpool_is(pool, import->before[1].text[column], field->text, field->len)) {
			record->text[column] = import->before[1].text[column];
			continue;
		}
		texts[n].column = (enum svcreg_column)column;
		texts[n].kind = refs_make_key(field->text, field->len, refs_kind(texts[n].column),
					      &texts[n].key);
		/* Looking up all of them at once is quicker than one after the other. */
		strpool_prefetch(pool, &texts[n].key);
		n++;
	}
	return n;
}

int import_row(struct import *import, const struct field *row, size_t n)
{
	struct image_record record = { 0 };
	struct text texts[SVCREG_COLUMNS];
	int err = 0;

	if (n != import->n_columns)
		return refuse(import->err, "%zu fields, but there are %zu columns", n,
			      import->n_columns);
	n = find_new(import, row, &record, texts);
	for (size_t i = 0; i < n && !err; i++)
		err = refs_add_key(&import->draft, &texts[i].key, texts[i].kind,
				   &record.text[texts[i].column]);
	if (!err)
		err = import_record(&import->draft, &record, import->err);
	import->before[1] = import->before[0];
	import->before[0] = record;
	return err;
}
