/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/columns.h"

#include <errno.h>
#include <libsmartcols.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"

struct columns {
	struct libscols_table *table;
	size_t n;
	bool failed;
	bool beyond_ascii;
};

static int column_flags(enum column_kind kind)
{
	switch (kind) {
	case COLUMN_TEXT:
		return 0;
	case COLUMN_NUMBER:
		return SCOLS_FL_RIGHT;
	case COLUMN_LONG:
		return SCOLS_FL_WRAP;
	}
	return 0;
}

struct columns *columns_new(const struct column *columns, size_t n)
{
	struct columns *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->n = n;
	table->table = scols_new_table();
	if (!table->table)
		goto out;
	if (scols_table_enable_noheadings(table->table, !columns[0].title) != 0 ||
	    scols_table_enable_minout(table->table, 1) != 0)
		goto out;
	for (size_t i = 0; i < n; i++) {
		const char *title = columns[i].title ? columns[i].title : "";

		if (scols_table_new_column(table->table, title, 0, column_flags(columns[i].kind)) ==
		    NULL)
			goto out;
	}
	return table;
out:
	columns_free(table);
	return NULL;
}

static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

static int line_set(struct columns *table, struct libscols_line *line, size_t column,
		    const char *cell)
{
	char *text = printable_dup(cell);

	if (!text)
		return -ENOMEM;
	if (!is_ascii(text))
		table->beyond_ascii = true;
	if (scols_line_refer_data(line, column, text) != 0) {
		free(text);
		return -ENOMEM;
	}
	return 0;
}

void columns_add(struct columns *table, const char *const *cells)
{
	struct libscols_line *line;

	if (!table)
		return;
	line = scols_table_new_line(table->table, NULL);
	if (!line) {
		table->failed = true;
		return;
	}
	for (size_t i = 0; i < table->n; i++) {
		if (cells[i] && line_set(table, line, i, cells[i]) != 0)
			table->failed = true;
	}
}

int columns_print(struct columns *table, FILE *out)
{
	bool terminal = isatty(fileno(out)) == 1;

	if (!table || table->failed)
		return -ENOMEM;
	if (scols_table_is_empty(table->table))
		return 0;
	/*
	 * Loading a locale takes longer than a look-up does: only for what
	 * needs one. What goes to a file is the same whoever wrote it.
	 */
	if (table->beyond_ascii)
		setlocale(LC_CTYPE, terminal ? "" : "C.UTF-8");
	if (scols_table_set_termforce(table->table, terminal ? SCOLS_TERMFORCE_ALWAYS
							     : SCOLS_TERMFORCE_NEVER) != 0 ||
	    scols_table_set_stream(table->table, out) != 0 || scols_print_table(table->table) != 0)
		return -ENOMEM;
	return 0;
}

void columns_free(struct columns *table)
{
	if (!table)
		return;
	scols_unref_table(table->table);
	free(table);
}
