/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry as a page to read. */
#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "render/registry_export.h"
#include "render/wrap.h"

#define PAGE_WIDTH 100
/* A few names are longer than the 15 characters of RFC 6335; they go on in a second line. */
#define NAME_WIDTH_MAX 20
#define GAP 2

enum { CELL_NAME, CELL_PORT, CELL_TRANSPORT, CELL_TEXT, CELLS };

static const char *const titles[CELLS] = { "Service Name", "Port", "Transport", "Description" };
/* The widest port is a range such as 49152-65535. */
#define PORT_WIDTH 11

struct page {
	FILE *out;
	size_t width[CELLS];
};

/* As lines of a width; NULL without memory. */
static char *wrap(const char *text, size_t width)
{
	char *printable = printable_dup(text);
	char *lines = printable ? wrap_words(printable, width) : NULL;

	free(printable);
	return lines;
}

/* A text in lines, behind a title where there is one; nothing where the text is empty. */
static int print_wrapped(const char *title, const char *text, size_t width, FILE *out)
{
	char *titled = NULL;
	char *lines;

	if (*text == '\0')
		return 0;
	if (title && asprintf(&titled, "%s: %s", title, text) < 0)
		return -ENOMEM;
	lines = wrap(title ? titled : text, width);
	free(titled);
	if (!lines)
		return -ENOMEM;
	fprintf(out, "%s\n", lines);
	free(lines);
	return 0;
}

/* Mostly assignee and contact are the same. */
static bool is_own_contact(const struct svcreg_record *rec)
{
	return strcmp(rec->assignee, rec->contact) == 0;
}

/* What shares lines: "Contact: [X]; Reference: [RFC6335]". */
static int print_short_columns(const struct svcreg_record *rec, size_t width, FILE *out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *line = open_memstream(&text, &size);
	const char *between = "";
	int error = -ENOMEM;

	if (!line)
		return -ENOMEM;
	for (int i = SVCREG_COL_ASSIGNEE; i <= SVCREG_COL_SERVICE_CODE; i++) {
		if (*rec->column[i] == '\0' || (i == SVCREG_COL_CONTACT && is_own_contact(rec)))
			continue;
		fprintf(line, "%s%s", between, svcreg_column_name((enum svcreg_column)i));
		if (i == SVCREG_COL_ASSIGNEE && is_own_contact(rec))
			fprintf(line, " and %s", svcreg_column_name(SVCREG_COL_CONTACT));
		fprintf(line, ": %s", rec->column[i]);
		between = "; ";
	}
	if (fclose(line) == 0)
		error = print_wrapped(NULL, text, width, out);
	free(text);
	return error;
}

static int print_long_column(const struct svcreg_record *rec, enum svcreg_column column,
			     size_t width, FILE *out)
{
	return print_wrapped(svcreg_column_name(column), rec->column[column], width, out);
}

/* The description and what stands below it, as lines; NULL without memory. */
static char *text_cell(const struct svcreg_record *rec, size_t width)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error;

	if (!out)
		return NULL;
	error = print_wrapped(NULL, rec->description, width, out);
	if (error == 0)
		error = print_short_columns(rec, width, out);
	if (error == 0)
		error = print_long_column(rec, SVCREG_COL_UNAUTHORIZED, width, out);
	if (error == 0)
		error = print_long_column(rec, SVCREG_COL_NOTES, width, out);
	if (fclose(out) == 0 && error == 0)
		return text;
	free(text);
	return NULL;
}

/* Print the first line of each cell and move behind it; no blank is left at the end. */
static void print_line(const struct page *page, char **cells)
{
	size_t column = 0;
	size_t at = 0;

	for (size_t i = 0; i < CELLS; i++) {
		char *line = strsep(&cells[i], "\n");

		if (line && *line != '\0') {
			fprintf(page->out, "%*s%s", (int)(column - at), "", line);
			at = column + text_width(line);
		}
		column += page->width[i] + GAP;
	}
	fputc('\n', page->out);
}

static bool is_left(char *const *cells)
{
	for (size_t i = 0; i < CELLS; i++) {
		if (cells[i] && *cells[i] != '\0')
			return true;
	}
	return false;
}

static int print_record(const struct page *page, const struct svcreg_record *rec)
{
	char *const cells[CELLS] = {
		[CELL_NAME] = wrap(rec->name, page->width[CELL_NAME]),
		[CELL_PORT] = wrap(rec->port, page->width[CELL_PORT]),
		[CELL_TRANSPORT] = wrap(rec->transport_name, page->width[CELL_TRANSPORT]),
		[CELL_TEXT] = text_cell(rec, page->width[CELL_TEXT]),
	};
	char *rest[CELLS];
	int error = 0;

	for (size_t i = 0; i < CELLS; i++) {
		rest[i] = cells[i];
		if (!cells[i])
			error = -ENOMEM;
	}
	while (error == 0 && is_left(rest))
		print_line(page, rest);
	for (size_t i = 0; i < CELLS; i++)
		free(cells[i]);
	return error;
}

/* The walk is a copy: the caller's is still at its beginning. */
static void measure(struct page *page, struct svcreg_iter it)
{
	struct svcreg_record rec;
	size_t room = PAGE_WIDTH;

	page->width[CELL_NAME] = strlen(titles[CELL_NAME]);
	page->width[CELL_PORT] = PORT_WIDTH;
	page->width[CELL_TRANSPORT] = strlen(titles[CELL_TRANSPORT]);
	while (svcreg_next(&it, &rec)) {
		size_t width = text_width(rec.name);

		if (width > NAME_WIDTH_MAX)
			width = NAME_WIDTH_MAX;
		if (width > page->width[CELL_NAME])
			page->width[CELL_NAME] = width;
	}
	for (int i = CELL_NAME; i < CELL_TEXT; i++)
		room -= page->width[i] + GAP;
	page->width[CELL_TEXT] = room;
}

static void print_rule(const struct page *page)
{
	for (int i = 0; i < CELLS; i++) {
		for (size_t n = 0; n < page->width[i]; n++)
			fputc('-', page->out);
		fprintf(page->out, "%*s", i + 1 < CELLS ? GAP : 0, "");
	}
	fputc('\n', page->out);
}

static void print_titles(const struct page *page)
{
	for (int i = 0; i < CELLS; i++)
		fprintf(page->out, "%-*s", i + 1 < CELLS ? (int)page->width[i] + GAP : 0,
			titles[i]);
	fputc('\n', page->out);
	print_rule(page);
}

int registry_text(struct svcreg_iter *it, FILE *out)
{
	struct page page = { .out = out };
	struct svcreg_record rec;
	struct svcreg_info info;
	int error = 0;

	/* Widths depend on it. What goes to a file is the same whoever wrote it. */
	setlocale(LC_CTYPE, "C.UTF-8");
	svcreg_info(it->reg, &info);
	fprintf(out,
		"Service Name and Transport Protocol Port Number Registry\n\n"
		"Last Updated: %s\n\n",
		info.date);
	measure(&page, *it);
	print_titles(&page);
	while (error == 0 && svcreg_next(it, &rec))
		error = print_record(&page, &rec);
	return error;
}
