/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "import_row.h"

#include "error.h"
#include "import_record.h"
#include "import_refs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void import_free(struct import *import)
{
	draft_free(&import->draft);
	free(import->scratch);
	import->scratch = NULL;
}

static int read_title(struct import *import, const char *text, size_t len)
{
	char *title;

	if (import->field == IMPORT_MAX_COLUMNS)
		return refuse(import->err, "more than %d columns", IMPORT_MAX_COLUMNS);
	title = import->title[import->field];
	if (len >= IMPORT_TITLE_SIZE)
		len = IMPORT_TITLE_SIZE - 1;
	memcpy(title, text, len);
	title[len] = '\0';
	return 0;
}

/* Inside quotes CRLF becomes LF. */
static int drop_cr(struct import *import, const char **text, size_t *len)
{
	size_t n = 0;
	char *scratch;

	if (import->scratch_room < *len) {
		scratch = realloc(import->scratch, *len);
		if (!scratch)
			return -ENOMEM;
		import->scratch = scratch;
		import->scratch_room = *len;
	}
	for (size_t i = 0; i < *len; i++)
		if ((*text)[i] != '\r' || i + 1 == *len || (*text)[i + 1] != '\n')
			import->scratch[n++] = (*text)[i];
	*text = import->scratch;
	*len = n;
	return 0;
}

static int read_field(struct import *import, const char *text, size_t len)
{
	int column;
	int err;

	if (!import->row)
		return read_title(import, text, len);
	if (!len || import->field >= import->n_columns)
		return 0;
	column = import->column[import->field];
	if (column < 0)
		return 0;
	if (import->crlf && memchr(text, '\r', len)) {
		err = drop_cr(import, &text, &len);
		if (err)
			return err;
	}
	/* The row before often has the same text: tcp and udp, one contact for many. */
	if (strpool_is(&import->draft.pool, import->before.text[column], text, len)) {
		import->record.text[column] = import->before.text[column];
		return 0;
	}
	return refs_add_text(&import->draft, text, len, refs_kind((enum svcreg_column)column),
			     &import->record.text[column]);
}

void import_field(void *text, size_t len, void *data)
{
	struct import *import = data;

	if (!import->ret)
		import->ret = read_field(import, text, len);
	import->field++;
}

static int read_record(struct import *import)
{
	int err;

	if (import->field != import->n_columns)
		return refuse(import->err, "%zu fields, but there are %zu columns", import->field,
			      import->n_columns);
	err = import_record(&import->draft, &import->record, import->err);
	import->before = import->record;
	import->record = (struct image_record){ 0 };
	return err;
}

static int read_row(struct import *import, int end)
{
	bool after_cr = import->after_cr;
	int err;

	import->after_cr = false;
	if (after_cr && !import->field && end == '\n')
		return 0;
	if (after_cr) {
		import->row--;
		return refuse(import->err, "a line ends in CR without LF");
	}
	if (!import->field)
		return refuse(import->err, "an empty line");
	import->after_cr = end == '\r';
	if (!import->row)
		import->crlf = import->after_cr;
	err = import->row ? read_record(import) : import_titles(import);
	if (!err)
		import->row++;
	return err;
}

void import_row(int end, void *data)
{
	struct import *import = data;

	if (!import->ret)
		import->ret = read_row(import, end);
	import->field = 0;
}
