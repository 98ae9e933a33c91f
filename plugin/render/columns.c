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
#include "render/wrap.h"

/* A column is not made narrower: the lines of a very narrow terminal are too long. */
#define LONG_COLUMN_MIN 12
/* Between two columns libsmartcols puts a blank. */
#define SEPARATOR_WIDTH 1

struct columns {
	struct libscols_table *table;
	bool failed;
	bool beyond_ascii;
	size_t n;
	struct column columns[];
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

static int add_column(struct columns *table, const struct column *column)
{
	struct libscols_column *added = scols_table_new_column(
		table->table, column->title ? column->title : "", 0, column_flags(column->kind));

	if (!added)
		return -ENOMEM;
	if (column->kind != COLUMN_LONG)
		return 0;
	/* Lines are broken by us, between words: libsmartcols would break anywhere. */
	if (scols_column_set_wrapfunc(added, scols_wrapnl_chunksize, scols_wrapnl_nextchunk,
				      NULL) != 0 ||
	    scols_column_set_safechars(added, "\n") != 0)
		return -ENOMEM;
	return 0;
}

struct columns *columns_new(const struct column *columns, size_t n)
{
	struct columns *table = calloc(1, sizeof(*table) + n * sizeof(*columns));

	if (!table)
		return NULL;
	table->n = n;
	memcpy(table->columns, columns, n * sizeof(*columns));
	table->table = scols_new_table();
	if (!table->table)
		goto out;
	if (scols_table_enable_noheadings(table->table, !columns[0].title) != 0 ||
	    scols_table_enable_minout(table->table, 1) != 0)
		goto out;
	for (size_t i = 0; i < n; i++) {
		if (add_column(table, &columns[i]) < 0)
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

/* Indented lines are joined into one here. */
static void squeeze_blanks(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from != ' ' || to == text || to[-1] != ' ')
			*to++ = *from;
	}
	*to = '\0';
}

static int line_set(struct columns *table, struct libscols_line *line, size_t column,
		    const char *cell)
{
	char *text = printable_dup(cell);

	if (!text)
		return -ENOMEM;
	if (table->columns[column].kind == COLUMN_LONG)
		squeeze_blanks(text);
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

static const char *cell_text(struct libscols_table *table, size_t line, size_t column)
{
	const char *text = scols_line_get_column_data(scols_table_get_line(table, line),
						      scols_table_get_column(table, column));

	return text ? text : "";
}

/* The width that a column would take if it were given all it needs. */
static size_t natural_width(struct columns *table, size_t column)
{
	const char *title = table->columns[column].title;
	size_t widest = title ? text_width(title) : 0;

	for (size_t i = 0; i < scols_table_get_nlines(table->table); i++) {
		size_t width = text_width(cell_text(table->table, i, column));

		if (width > widest)
			widest = width;
	}
	return widest;
}

static int wrap_column(struct columns *table, size_t column, size_t width)
{
	for (size_t i = 0; i < scols_table_get_nlines(table->table); i++) {
		char *wrapped = wrap_words(cell_text(table->table, i, column), width);

		if (!wrapped)
			return -ENOMEM;
		if (scols_line_refer_data(scols_table_get_line(table->table, i), column, wrapped) !=
		    0) {
			free(wrapped);
			return -ENOMEM;
		}
	}
	return 0;
}

/* Long columns share what the others leave of the terminal's width. */
static int fit(struct columns *table)
{
	size_t room = scols_table_get_termwidth(table->table);
	size_t widths[COLUMNS_MAX];
	size_t longs = 0;
	int error = 0;

	for (size_t i = 0; i < table->n; i++) {
		size_t width = natural_width(table, i);
		size_t taken = i > 0 ? SEPARATOR_WIDTH : 0;

		if (table->columns[i].kind == COLUMN_LONG)
			widths[longs++] = width;
		else
			taken += width;
		room -= taken < room ? taken : room;
	}
	share_width(widths, longs, room, LONG_COLUMN_MIN);
	longs = 0;
	for (size_t i = 0; i < table->n && error == 0; i++) {
		if (table->columns[i].kind == COLUMN_LONG)
			error = wrap_column(table, i, widths[longs++]);
	}
	return error;
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
	if (terminal && fit(table) < 0)
		return -ENOMEM;
	/* Lines that fit stay as they are, and lines for a file are never cut. */
	if (scols_table_set_termforce(table->table, SCOLS_TERMFORCE_NEVER) != 0 ||
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
