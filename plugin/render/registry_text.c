/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry as a page to read. */
#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/printable.h"
#include "registry/query.h"
#include "render/about.h"
#include "render/registry_export.h"
#include "render/wrap.h"

/* The columns of a terminal that a page has. */
#define TEXT_PAGE_WIDTH 100
/* Between two columns. */
#define TEXT_GAP 2
/* A row has no more cells than this. */
#define TEXT_CELLS_MAX 4

struct text_columns {
	FILE *out;
	size_t n;
	size_t width[TEXT_CELLS_MAX];
	const char *title[TEXT_CELLS_MAX];
};

/* Makes a text printable, in lines of a width, for free(); NULL without memory. */
static char *text_lines(const char *text, size_t width)
{
	char *printable = printable_dup(text);
	char *lines = printable ? wrap_words(printable, width) : NULL;

	free(printable);
	return lines;
}

/* Prints a text with its title, if any, and a line break; nothing if the text is empty. */
static int text_paragraph(const char *title, const char *text, size_t width, FILE *out)
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

/* The last column gets the rest of the page. */
static void text_fit_last(struct text_columns *columns)
{
	size_t room = TEXT_PAGE_WIDTH;

	for (size_t i = 0; i + 1 < columns->n; i++)
		room -= columns->width[i] + TEXT_GAP;
	columns->width[columns->n - 1] = room;
}

/* Prints the titles, underlined. */
static void text_titles(const struct text_columns *columns)
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

/* Prints a row without trailing blanks and frees its cells, also on failure; a cell may be NULL: -ENOMEM. */
static int text_row(const struct text_columns *columns, char *const *cells)
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

enum { CELL_ID, CELL_CONTACT, CONTACT_CELLS };
#define ID_WIDTH 32

static int about_text(const struct svcreg *reg, FILE *out)
{
	struct svcreg_info info;
	int error;

	svcreg_info(reg, &info);
	error = text_paragraph(NULL, registry_title(&info), TEXT_PAGE_WIDTH, out);
	fputc('\n', out);
	if (error == 0)
		error = text_paragraph("Last Updated", info.date, TEXT_PAGE_WIDTH, out);
	if (error == 0)
		error = text_paragraph("Expert(s)", info.expert, TEXT_PAGE_WIDTH, out);
	if (error == 0)
		error = text_paragraph("Reference", info.reference, TEXT_PAGE_WIDTH, out);
	fputc('\n', out);
	if (error < 0 || info.notes == 0)
		return error;
	error = notes_text(reg, out);
	fputc('\n', out);
	return error;
}

/* A contact as lines; NULL without memory. */
static char *contact_cell(const struct svcreg_contact *contact, size_t width)
{
	const char *const texts[] = { contact->name, contact->organization, contact->uri,
				      contact->updated };
	char *text = NULL;
	char *lines = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const char *between = "";

	if (!out)
		return NULL;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (*texts[i] == '\0')
			continue;
		fprintf(out, "%s%s", between, texts[i]);
		between = "; ";
	}
	if (fclose(out) == 0)
		lines = text_lines(text, width);
	free(text);
	return lines;
}

static int print_contact(const struct text_columns *columns, const struct svcreg_contact *contact)
{
	char *id = NULL;
	int error;

	if (asprintf(&id, "[%s]", contact->id) < 0)
		return -ENOMEM;
	error = text_row(columns, (char *const[]){
					  text_lines(id, columns->width[CELL_ID]),
					  contact_cell(contact, columns->width[CELL_CONTACT]),
				  });
	free(id);
	return error;
}

static int contacts_text(const struct svcreg *reg, const bool *contacts, FILE *out)
{
	struct text_columns columns = {
		.out = out,
		.n = CONTACT_CELLS,
		.width = { ID_WIDTH },
		.title = { "Contact", "Name; Organization; Contact URI; Last Updated" },
	};
	struct svcreg_contact contact;
	bool begun = false;
	int error = 0;

	text_fit_last(&columns);
	for (size_t i = 0; error == 0 && svcreg_contact(reg, i, &contact); i++) {
		if (!contacts[i])
			continue;
		if (!begun) {
			fputc('\n', out);
			text_titles(&columns);
		}
		begun = true;
		error = print_contact(&columns, &contact);
	}
	return error;
}

static int footnotes_text(const struct svcreg *reg, FILE *out)
{
	struct svcreg_footnote footnote;
	int error = 0;

	for (size_t i = 0; error == 0 && svcreg_footnote(reg, i, &footnote); i++) {
		char *text = NULL;

		fputs(i == 0 ? "\nFootnotes\n" : "", out);
		if (asprintf(&text, "[%s] %s", footnote.anchor, footnote.text) < 0)
			return -ENOMEM;
		error = text_paragraph(NULL, text, TEXT_PAGE_WIDTH, out);
		free(text);
	}
	return error;
}

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

/* Short fields that share a line: "Contact: [X]; Reference: [RFC6335]". */
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
