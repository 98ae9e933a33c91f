/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry as a page to read. */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "registry/query.h"
#include "render/registry_export.h"
#include "render/registry_text.h"
#include "render/text_columns.h"
#include "render/wrap.h"

/* A few names are longer than the 15 characters of RFC 6335; they go on in a second line. */
#define NAME_WIDTH_MAX 20
/* The widest port is a range such as 49152-65535. */
#define PORT_WIDTH 11

enum { CELL_NAME, CELL_PORT, CELL_TRANSPORT, CELL_TEXT, CELLS };

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
		error = text_paragraph(NULL, text, width, out);
	free(text);
	return error;
}

static int print_long_column(const struct svcreg_record *rec, enum svcreg_column column,
			     size_t width, FILE *out)
{
	return text_paragraph(svcreg_column_name(column), rec->column[column], width, out);
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
	error = text_paragraph(NULL, rec->description, width, out);
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

static int print_record(const struct text_columns *columns, const struct svcreg_record *rec)
{
	return text_row(columns,
			(char *const[]){
				text_lines(rec->name, columns->width[CELL_NAME]),
				text_lines(rec->port, columns->width[CELL_PORT]),
				text_lines(rec->transport_name, columns->width[CELL_TRANSPORT]),
				text_cell(rec, columns->width[CELL_TEXT]),
			});
}

/* The walk is a copy: the caller's is still at its beginning. */
static void measure(struct text_columns *columns, struct svcreg_iter it)
{
	struct svcreg_record rec;

	while (svcreg_next(&it, &rec)) {
		size_t width = text_width(rec.name);

		if (width > NAME_WIDTH_MAX)
			width = NAME_WIDTH_MAX;
		if (width > columns->width[CELL_NAME])
			columns->width[CELL_NAME] = width;
	}
	text_fit_last(columns);
}

static int print_records(struct svcreg_iter *it, FILE *out)
{
	struct text_columns columns = {
		.out = out,
		.n = CELLS,
		.width = { strlen("Service Name"), PORT_WIDTH, strlen("Transport") },
		.title = { "Service Name", "Port", "Transport", "Description" },
	};
	struct svcreg_record rec;
	int error = 0;

	measure(&columns, *it);
	text_titles(&columns);
	while (error == 0 && svcreg_next(it, &rec))
		error = print_record(&columns, &rec);
	return error;
}

int registry_text(struct svcreg_iter *it, FILE *out)
{
	struct arena arena = { 0 };
	bool *contacts = NULL;
	int error;

	/* Widths depend on it. What goes to a file is the same whoever wrote it. */
	setlocale(LC_CTYPE, "C.UTF-8");
	error = contacts_named(&arena, it, &contacts);
	if (error == 0) {
		svcreg_mark_contacts_about(it->reg, contacts);
		error = about_text(it->reg, out);
	}
	if (error == 0)
		error = print_records(it, out);
	if (error == 0)
		error = contacts_text(it->reg, contacts, out);
	if (error == 0)
		error = footnotes_text(it->reg, out);
	arena_free(&arena);
	return error;
}
