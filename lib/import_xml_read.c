/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The elements of IANA's XML. Texts are collected until their element ends:
 * what is in them adds to them, and every element that is not known here is left
 * out with all that is in it.
 */
#include "import_xml.h"

#include "error.h"
#include "import.h"
#include "ref_words.h"

#include <errno.h>
#include <string.h>

enum {
	/* More blanks are no indentation; to count them again and again would take long. */
	MAX_INDENT = 64,
};

static void fail(struct xml_import *import, int err)
{
	if (err == -E2BIG)
		err = refuse(import->err, "a text is longer than %d KiB", XML_TEXT_MAX >> 10);
	import->ret = draft_explain(err, import->err);
}

/* The name without its namespace's prefix. */
static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *find_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(attributes[0], name))
			return attributes[1];
	return "";
}

static enum svcreg_ref_type find_type(const char *name, const char *data)
{
	if (!strcmp(name, "rfc"))
		return ref_words_series(data);
	for (int i = 0; i < SVCREG_REF_TYPES; i++)
		if (!strcmp(name, svcreg_ref_type_name((enum svcreg_ref_type)i)))
			return (enum svcreg_ref_type)i;
	return SVCREG_REF_TEXT;
}

static void open_text(struct xml_import *import, struct xml_text *into)
{
	import->into = into;
	import->text = import->depth;
}

static void open_xref(struct xml_import *import, const char **attributes)
{
	const char *data = find_attribute(attributes, "data");
	enum svcreg_ref_type type = find_type(find_attribute(attributes, "type"), data);
	int err = xml_text_open(import->into, type, data);

	import->xref = import->depth;
	if (err)
		fail(import, err);
}

static void add_text(struct xml_import *import, struct xml_text *text, const char *string)
{
	int err = xml_text_add(text, string, strlen(string));

	if (err)
		fail(import, err);
}

/* Inside a text, what stands on a page in a line of its own. */
static bool starts_line(const char *name)
{
	static const char *const names[] = { "br", "artwork", "list", "item" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Whether what comes next in a text stands in a line of its own already, behind its indentation. */
static bool is_at_line(const struct bytes *bytes)
{
	size_t n = bytes->len;
	size_t least = n > MAX_INDENT ? n - MAX_INDENT : 0;

	while (n > least && (bytes->at[n - 1] == ' ' || bytes->at[n - 1] == '\t'))
		n--;
	return n > least && bytes->at[n - 1] == '\n';
}

/* In its CSV IANA has the paragraphs of a record indented by so much more. */
static void start_paragraph(struct xml_import *import)
{
	bool indent = import->place == XML_RECORD && is_at_line(&import->into->bytes);

	add_text(import, import->into, indent ? "        " : "\n");
}

/* An element inside a text. */
static void start_inside(struct xml_import *import, const char *name, const char **attributes)
{
	if (import->xref)
		return;
	if (!strcmp(name, "xref"))
		open_xref(import, attributes);
	else if (!strcmp(name, "paragraph"))
		start_paragraph(import);
	else if (starts_line(name))
		add_text(import, import->into, "\n");
}

/* A text that may be there once; what follows it of the same kind is left out. */
static void start_about(struct xml_import *import, enum image_about about)
{
	if (import->about[about].bytes.len)
		import->skip = import->depth;
	else
		open_text(import, &import->about[about]);
}

static void start_in_registry(struct xml_import *import, const char *name, const char **attributes)
{
	xml_text_clear(&import->title);
	if (!strcmp(name, "record")) {
		import->place = XML_RECORD;
		import->has_assignee = false;
		add_text(import, &import->column[SVCREG_COL_REGISTERED],
			 find_attribute(attributes, "date"));
		add_text(import, &import->column[SVCREG_COL_MODIFIED],
			 find_attribute(attributes, "updated"));
	} else if (!strcmp(name, "people")) {
		import->place = XML_PEOPLE;
	} else if (!strcmp(name, "title")) {
		start_about(import, IMAGE_TITLE);
	} else if (!strcmp(name, "category")) {
		start_about(import, IMAGE_CATEGORY);
	} else if (!strcmp(name, "updated")) {
		start_about(import, IMAGE_UPDATED);
	} else if (!strcmp(name, "expert")) {
		start_about(import, IMAGE_EXPERT);
	} else if (!strcmp(name, "xref")) {
		open_text(import, &import->about[IMAGE_REFERENCE]);
		open_xref(import, attributes);
	} else if (!strcmp(name, "note")) {
		add_text(import, &import->title, find_attribute(attributes, "title"));
		open_text(import, &import->note);
	} else if (!strcmp(name, "footnote")) {
		add_text(import, &import->title, find_attribute(attributes, "anchor"));
		open_text(import, &import->footnote);
	} else if (!strcmp(name, "registry")) {
		fail(import, refuse(import->err, "a registry inside of the registry: these are "
						 "other numbers of IANA's"));
	} else {
		import->skip = import->depth;
	}
}

static int find_column(const char *name)
{
	static const struct {
		const char *name;
		enum svcreg_column column;
	} elements[] = {
		{ "description", SVCREG_COL_DESCRIPTION },
		{ "protocol", SVCREG_COL_TRANSPORT },
		{ "number", SVCREG_COL_PORT },
		{ "name", SVCREG_COL_NAME },
		{ "assignee", SVCREG_COL_ASSIGNEE },
		{ "contact", SVCREG_COL_CONTACT },
		{ "reference", SVCREG_COL_REFERENCE },
		{ "note", SVCREG_COL_NOTES },
		{ "sc", SVCREG_COL_SERVICE_CODE },
		{ "unauthorized", SVCREG_COL_UNAUTHORIZED },
	};

	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (!strcmp(name, elements[i].name))
			return (int)elements[i].column;
	return -1;
}

static void start_in_record(struct xml_import *import, const char *name, const char **attributes)
{
	struct xml_text *text;
	int column;

	if (!strcmp(name, "xref")) {
		column = strcmp(find_attribute(attributes, "type"), "person") != 0
				 ? SVCREG_COL_REFERENCE
				 : SVCREG_COL_CONTACT;
		open_text(import, &import->column[column]);
		open_xref(import, attributes);
		return;
	}
	column = find_column(name);
	if (column < 0) {
		import->has_value |= !strcmp(name, "value");
		import->skip = import->depth;
		return;
	}
	text = &import->column[column];
	import->has_assignee |= column == SVCREG_COL_ASSIGNEE;
	open_text(import, text);
	if (!text->bytes.len)
		return;
	/* Several notes, or what may have lines, are lines of one. */
	add_text(import, text, "\n");
	if (column == SVCREG_COL_NAME || column == SVCREG_COL_PORT ||
	    column == SVCREG_COL_TRANSPORT)
		fail(import, refuse(import->err, "a record has \"%s\" twice", name));
}

static void start_in_people(struct xml_import *import, const char *name, const char **attributes)
{
	if (strcmp(name, "person") != 0) {
		import->skip = import->depth;
		return;
	}
	import->place = XML_PERSON;
	add_text(import, &import->contact[XML_CONTACT_ID], find_attribute(attributes, "id"));
}

static void start_in_person(struct xml_import *import, const char *name)
{
	static const char *const elements[XML_CONTACTS] = { "", "name", "org", "uri", "updated" };

	for (int i = XML_CONTACT_NAME; i < XML_CONTACTS; i++) {
		struct xml_text *text = &import->contact[i];

		if (strcmp(name, elements[i]) != 0)
			continue;
		open_text(import, text);
		if (text->bytes.len)
			add_text(import, text, "\n");
		return;
	}
	import->skip = import->depth;
}

static void start_file(struct xml_import *import, const char *name, const char **attributes)
{
	if (!strcmp(name, "registry")) {
		import->place = XML_REGISTRY;
		add_text(import, &import->about[IMAGE_ID], find_attribute(attributes, "id"));
	} else if (!strcasecmp(name, "html")) {
		fail(import, refuse(import->err, IMPORT_IS_HTML));
	} else if (!strcmp(name, "redirect")) {
		/* What IANA has under the names of former registries. */
		fail(import, refuse(import->err, "this only leads to the registry \"%.64s\"",
				    find_attribute(attributes, "registry")));
	} else {
		fail(import, refuse(import->err,
				    "the file is a \"%.32s\", and should be a \"registry\"", name));
	}
}

void import_xml_start(void *data, const char *name, const char **attributes)
{
	struct xml_import *import = data;

	if (import->ret || ++import->depth > IMPORT_XML_MAX_DEPTH) {
		if (!import->ret)
			fail(import, refuse(import->err, "elements inside of elements, %d deep",
					    import->depth));
		return;
	}
	if (import->skip)
		return;
	name = local_name(name);
	if (import->into) {
		start_inside(import, name, attributes);
		return;
	}
	switch (import->place) {
	case XML_OUTSIDE:
		start_file(import, name, attributes);
		break;
	case XML_REGISTRY:
		start_in_registry(import, name, attributes);
		break;
	case XML_RECORD:
		start_in_record(import, name, attributes);
		break;
	case XML_PEOPLE:
		start_in_people(import, name, attributes);
		break;
	case XML_PERSON:
		start_in_person(import, name);
		break;
	}
}

/* What is in an element that fills a text, or of which nothing is known, has no places. */
static void end_place(struct xml_import *import)
{
	int err = 0;

	switch (import->place) {
	case XML_OUTSIDE:
	case XML_REGISTRY:
		break;
	case XML_RECORD:
		err = import_xml_record(import);
		import->place = XML_REGISTRY;
		break;
	case XML_PEOPLE:
		import->place = XML_REGISTRY;
		break;
	case XML_PERSON:
		err = import_xml_contact(import);
		import->place = XML_PEOPLE;
		break;
	}
	if (err)
		fail(import, err);
}

/* The end of an element inside a text, or of the one that it is the text of. */
static void end_text(struct xml_import *import)
{
	int err = 0;

	if (import->xref == import->depth) {
		err = xml_text_close(import->into);
		import->xref = 0;
	}
	if (!err && import->text == import->depth) {
		if (import->into == &import->note || import->into == &import->footnote)
			err = import_xml_note(import);
		import->into = NULL;
	}
	if (err)
		fail(import, err);
}

void import_xml_end(void *data, const char *name)
{
	struct xml_import *import = data;

	(void)name;
	if (import->ret)
		return;
	if (import->skip == import->depth)
		import->skip = 0;
	else if (import->into)
		end_text(import);
	else if (!import->skip)
		end_place(import);
	import->depth--;
}

void import_xml_text(void *data, const char *bytes, int len)
{
	struct xml_import *import = data;
	int err;

	if (import->ret || !import->into || import->skip)
		return;
	err = xml_text_add(import->into, bytes, (size_t)len);
	if (err)
		fail(import, err);
}
