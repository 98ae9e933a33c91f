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
 * The texts of a row that the record before has not: often it has the same, for
 * tcp and udp, or one contact for many.
 */
static size_t find_new(struct import *import, const struct field *row, struct image_record *record,
		       struct text *texts)
{
	struct strpool *pool = &import->draft.pool;
	size_t n = 0;

	for (size_t i = 0; i < import->n_columns; i++) {
		int column = import->column[i];
		uint32_t before;

		if (!row[i].len || column < 0)
			continue;
		before = import->before.text[column];
		if (strpool_is(pool, before, row[i].text, row[i].len)) {
			record->text[column] = before;
			continue;
		}
		texts[n].column = (enum svcreg_column)column;
		texts[n].kind = refs_make_key(row[i].text, row[i].len, refs_kind(texts[n].column),
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
	import->before = record;
	return err;
}
