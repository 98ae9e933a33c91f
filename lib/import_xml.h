/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The import of IANA's XML. */
#ifndef IMPORT_XML_H
#define IMPORT_XML_H

#include "xml_text.h"

enum {
	/* IANA's file has 5 levels. */
	IMPORT_XML_MAX_DEPTH = 64,
};

/* Whose elements come next. */
enum xml_place {
	XML_OUTSIDE,
	XML_REGISTRY,
	XML_RECORD,
	XML_PEOPLE,
	XML_PERSON,
};

/* What is known of a person, in the order of struct image_contact. */
enum xml_contact {
	XML_CONTACT_ID,
	XML_CONTACT_NAME,
	XML_CONTACT_ORGANIZATION,
	XML_CONTACT_URI,
	XML_CONTACT_UPDATED,
	XML_CONTACTS,
};

struct xml_import {
	struct draft draft;
	struct svcreg_error *err;
	int ret; /* the first error; nothing is looked at after it */
	enum xml_place place;
	unsigned int depth;
	unsigned int skip;     /* the depth of an element that is left out with all in it, or 0 */
	unsigned int text;     /* the depth of the element that fills @into */
	unsigned int xref;     /* the depth of the open reference in @into, or 0 */
	struct xml_text *into; /* NULL outside texts */
	bool has_assignee; /* the record says who it is assigned to, if only that it is nobody */
	bool has_value;	   /* a record has a value, as those of other registries */
	struct xml_text column[SVCREG_COLUMNS];
	struct xml_text about[IMAGE_ABOUTS];
	struct xml_text contact[XML_CONTACTS];
	struct xml_text title; /* of a note, or a footnote's anchor */
	struct xml_text note;
	struct xml_text footnote;
};

/* expat's callbacks; @data is the import. */
void import_xml_start(void *data, const char *name, const char **attributes);
void import_xml_end(void *data, const char *name);
void import_xml_text(void *data, const char *bytes, int len);

/*
 * Put what was read into the draft: a record, a contact, a note or footnote, and at
 * the end what the registry says of itself. Return: 0, -ENOMEM, -EOVERFLOW, or
 * -EINVAL with the error set.
 */
int import_xml_record(struct xml_import *import);
int import_xml_contact(struct xml_import *import);
int import_xml_note(struct xml_import *import);
int import_xml_about(struct xml_import *import);

#endif
