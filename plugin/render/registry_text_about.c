/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Above the records, what the registry says of itself; below them, contacts and footnotes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "render/about.h"
#include "render/registry_text.h"
#include "render/registry_title.h"
#include "render/text_columns.h"

enum { CELL_ID, CELL_CONTACT, CELLS };
#define ID_WIDTH 32

int about_text(const struct svcreg *reg, FILE *out)
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

/* What is known of a contact, as lines; NULL without memory. */
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

int contacts_text(const struct svcreg *reg, const bool *contacts, FILE *out)
{
	struct text_columns columns = {
		.out = out,
		.n = CELLS,
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

int footnotes_text(const struct svcreg *reg, FILE *out)
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
