/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry's contacts, notes and footnotes, as text and as JSON. */
#include "render/about.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "render/columns.h"
#include "render/json_text.h"

/* The first contact from a number on that is wanted; false if there is none. */
static bool next_contact(const struct svcreg *reg, const bool *marks, size_t *number,
			 struct svcreg_contact *contact)
{
	while (svcreg_contact(reg, *number, contact)) {
		++*number;
		if (!marks || marks[contact->number])
			return true;
	}
	return false;
}

/* As records write it: "[Jon_Postel]". */
static int add_row(struct columns *table, const struct svcreg_contact *contact)
{
	char *id;

	if (asprintf(&id, "[%s]", contact->id) < 0)
		return -ENOMEM;
	columns_add(table, (const char *[]){ id, contact->name, contact->organization, contact->uri,
					     contact->updated });
	free(id);
	return 0;
}

int contacts_table(const struct svcreg *reg, const bool *marks, FILE *out)
{
	static const struct column titles[] = {
		{ "ID", COLUMN_LONG },		 { "NAME", COLUMN_LONG },
		{ "ORGANIZATION", COLUMN_LONG }, { "CONTACT URI", COLUMN_LONG },
		{ "LAST UPDATED", COLUMN_TEXT },
	};
	struct columns *table = columns_new(titles, sizeof(titles) / sizeof(titles[0]));
	struct svcreg_contact contact;
	size_t number = 0;
	int error = 0;

	while (error == 0 && next_contact(reg, marks, &number, &contact))
		error = add_row(table, &contact);
	if (error == 0)
		error = columns_print(table, out);
	columns_free(table);
	return error;
}

int contacts_below(const struct svcreg *reg, const bool *marks, FILE *out)
{
	struct svcreg_contact contact;
	size_t number = 0;

	if (!next_contact(reg, marks, &number, &contact))
		return 0;
	fputc('\n', out);
	return contacts_table(reg, marks, out);
}

/* One address in each line of the text. */
static json_t *json_lines(const char *text)
{
	json_t *list = json_array();
	int failed = 0;

	while (*text != '\0' && failed == 0) {
		size_t length = strcspn(text, "\n");
		char *line = strndup(text, length);

		failed = line ? json_array_append_new(list, json_text(line)) : -1;
		free(line);
		text += length + (text[length] == '\n');
	}
	return json_list_end(list, failed != 0);
}

static json_t *json_contact(const struct svcreg_contact *contact)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", json_text(contact->id), "name",
			 json_text(contact->name), "organization", json_text(contact->organization),
			 "uris", json_lines(contact->uri), "updated", json_text(contact->updated));
}

json_t *contacts_json(const struct svcreg *reg, const bool *marks)
{
	json_t *list = json_array();
	struct svcreg_contact contact;
	size_t number = 0;
	int failed = 0;

	while (failed == 0 && next_contact(reg, marks, &number, &contact))
		failed = json_array_append_new(list, json_contact(&contact));
	return json_list_end(list, failed != 0);
}

json_t *json_with_contacts(json_t *document, const struct svcreg *reg, const bool *marks)
{
	if (!document || json_object_set_new(document, "contacts", contacts_json(reg, marks)) == 0)
		return document;
	json_decref(document);
	return NULL;
}

/* Lines are kept: a note can have a box drawn in it. */
static int print_lines(const char *text, FILE *out)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char *line = strndup(text, length);

		if (!line)
			return -ENOMEM;
		printable_print(line, out);
		free(line);
		fputc('\n', out);
		text += length + (text[length] == '\n');
	}
	return 0;
}

int notes_text(const struct svcreg *reg, FILE *out)
{
	struct svcreg_note note;
	int error = 0;

	for (size_t i = 0; error == 0 && svcreg_note(reg, i, &note); i++) {
		if (i > 0)
			fputc('\n', out);
		error = print_lines(note.title, out);
		if (error == 0)
			error = print_lines(note.text, out);
	}
	return error;
}

json_t *notes_json(const struct svcreg *reg)
{
	json_t *list = json_array();
	struct svcreg_note note;
	int failed = 0;

	for (size_t i = 0; failed == 0 && svcreg_note(reg, i, &note); i++)
		failed = json_array_append_new(list, json_pack("{s:o, s:o}", "title",
							       json_text(note.title), "text",
							       json_text(note.text)));
	return json_list_end(list, failed != 0);
}

json_t *footnotes_json(const struct svcreg *reg)
{
	json_t *list = json_array();
	struct svcreg_footnote footnote;
	int failed = 0;

	for (size_t i = 0; failed == 0 && svcreg_footnote(reg, i, &footnote); i++)
		failed = json_array_append_new(list, json_pack("{s:o, s:o}", "anchor",
							       json_text(footnote.anchor), "text",
							       json_text(footnote.text)));
	return json_list_end(list, failed != 0);
}
