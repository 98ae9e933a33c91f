/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was read of IANA's XML on its way into the draft: how elements become columns. */
#include "import_xml.h"

#include "import_record.h"

/* Texts of several lines; the others are words. */
static enum xml_space space_of(enum svcreg_column column)
{
	switch (column) {
	case SVCREG_COL_NAME:
	case SVCREG_COL_PORT:
	case SVCREG_COL_TRANSPORT:
	case SVCREG_COL_REGISTERED:
	case SVCREG_COL_MODIFIED:
	case SVCREG_COL_SERVICE_CODE:
		return XML_LINE;
	case SVCREG_COL_ASSIGNEE:
	case SVCREG_COL_CONTACT:
		return XML_REFS;
	case SVCREG_COL_DESCRIPTION:
	case SVCREG_COL_REFERENCE:
	case SVCREG_COL_UNAUTHORIZED:
	case SVCREG_COL_NOTES:
		break;
	}
	return XML_LINES;
}

/* Texts are stored in the columns' order, whatever order their elements have. */
int import_xml_record(struct xml_import *import)
{
	struct image_record record = { 0 };
	int err = 0;

	for (int i = 0; i < SVCREG_COLUMNS; i++)
		if (import->column[i].bytes.len)
			xml_text_settle(&import->column[i], space_of((enum svcreg_column)i),
					&import->draft);
	for (int i = 0; i < SVCREG_COLUMNS && !err; i++)
		if (import->column[i].bytes.len)
			err = xml_text_store(&import->column[i], &import->draft, &record.text[i]);
	if (err)
		return err;
	/* Who is named as the contact has it assigned as well, unless somebody else is named. */
	if (!import->has_assignee)
		record.text[SVCREG_COL_ASSIGNEE] = record.text[SVCREG_COL_CONTACT];
	return import_record(&import->draft, &record, import->err);
}

int import_xml_contact(struct xml_import *import)
{
	struct draft *draft = &import->draft;
	struct image_contact contact = { 0 };
	uint32_t *const texts[XML_CONTACTS] = { &contact.id, &contact.name, &contact.organization,
						&contact.uri, &contact.updated };
	int err = 0;

	for (int i = 0; i < XML_CONTACTS; i++)
		xml_text_settle(&import->contact[i], i == XML_CONTACT_URI ? XML_LINES : XML_LINE,
				draft);
	for (int i = 0; i < XML_CONTACTS && !err; i++)
		err = xml_text_store(&import->contact[i], draft, texts[i]);
	return err ? err : draft_add_contact(draft, &contact);
}

int import_xml_note(struct xml_import *import)
{
	struct image_note note = { 0 };
	int err;

	xml_text_settle(&import->title, XML_LINE, &import->draft);
	xml_text_settle(import->into, XML_PROSE, &import->draft);
	err = xml_text_store(&import->title, &import->draft, &note.title);
	if (!err)
		err = xml_text_store(import->into, &import->draft, &note.text);
	if (err)
		return err;
	return import->into == &import->note ? draft_add_note(&import->draft, &note)
					     : draft_add_footnote(&import->draft, &note);
}

int import_xml_about(struct xml_import *import)
{
	int err = 0;

	for (int i = 0; i < IMAGE_ABOUTS && !err; i++) {
		xml_text_settle(&import->about[i], i == IMAGE_EXPERT ? XML_LINES : XML_LINE,
				&import->draft);
		err = xml_text_store(&import->about[i], &import->draft, &import->draft.about[i]);
	}
	return err;
}
