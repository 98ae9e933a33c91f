/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/text_columns.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "render/wrap.h"

char *text_lines(const char *text, size_t width)
{
	char *printable = printable_dup(text);
	char *lines = printable ? wrap_words(printable, width) : NULL;

	free(printable);
	return lines;
}

int text_paragraph(const char *title, const char *text, size_t width, FILE *out)
{
	char *titled = NULL;
	char *lines;

	if (*text == '\0')
		return 0;
	if (title && asprintf(&titled, "%s: %s", title, text) < 0)
		return -ENOMEM;
	lines = text_lines(title ? titled : text, width);
	free(titled);
	if (!lines)
		return -ENOMEM;
	fprintf(out, "%s\n", lines);
	free(lines);
	return 0;
}

void text_fit_last(struct text_columns *columns)
{
	size_t room = TEXT_PAGE_WIDTH;

	for (size_t i = 0; i + 1 < columns->n; i++)
		room -= columns->width[i] + TEXT_GAP;
	columns->width[columns->n - 1] = room;
}

void text_titles(const struct text_columns *columns)
{
	size_t last = columns->n - 1;

	for (size_t i = 0; i < columns->n; i++)
		fprintf(columns->out, "%-*s", i < last ? (int)columns->width[i] + TEXT_GAP : 0,
			columns->title[i]);
	fputc('\n', columns->out);
	for (size_t i = 0; i < columns->n; i++) {
		for (size_t n = 0; n < columns->width[i]; n++)
			fputc('-', columns->out);
		fprintf(columns->out, "%*s", i < last ? TEXT_GAP : 0, "");
	}
	fputc('\n', columns->out);
}

/* Print the first line of each cell and move behind it. */
static void print_line(const struct text_columns *columns, char **cells)
{
	size_t column = 0;
	size_t at = 0;

	for (size_t i = 0; i < columns->n; i++) {
		char *line = strsep(&cells[i], "\n");

		if (line && *line != '\0') {
			fprintf(columns->out, "%*s%s", (int)(column - at), "", line);
			at = column + text_width(line);
		}
		column += columns->width[i] + TEXT_GAP;
	}
	fputc('\n', columns->out);
}

static bool is_left(char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (cells[i] && *cells[i] != '\0')
			return true;
	}
	return false;
}

int text_row(const struct text_columns *columns, char *const *cells)
{
	char *rest[TEXT_CELLS_MAX];
	int error = 0;

	for (size_t i = 0; i < columns->n; i++) {
		rest[i] = cells[i];
		if (!cells[i])
			error = -ENOMEM;
	}
	while (error == 0 && is_left(rest, columns->n))
		print_line(columns, rest);
	for (size_t i = 0; i < columns->n; i++)
		free(cells[i]);
	return error;
}
