/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry's contacts, as a table and as JSON. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "render/about.h"
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
