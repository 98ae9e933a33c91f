/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The import of IANA's XML. Texts are collected until their element ends. Elements that are
 * not known are skipped with everything inside.
 */
#include "import.h"

#include "base/text.h"
#include "error.h"
#include "refs.h"
#include "xml_text.h"

#include <errno.h>
#include <expat.h>
#include <string.h>

enum {
	/*
	 * IANA's file has 105,000 elements and 37,000 attributes. expat keeps the name of each
	 * as long as it parses, so a made-up file could take more memory than its size.
	 */
	MAX_ELEMENTS = 1 << 18,
	MAX_ATTRIBUTES = 1 << 18,

	/* More blanks are no indentation; counting them again and again would take long. */
	MAX_INDENT = 64,
};

/* Whose elements come next. */
enum xml_place {
	XML_OUTSIDE,
	XML_REGISTRY,
	XML_RECORD,
	XML_PEOPLE,
	XML_PERSON,
};

/* Fields of a person, in the order of struct image_contact. */
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
	int ret; /* an error, which ends the import */
	XML_Parser parser;
	const char *data;
	size_t size;
	size_t elements; /* so far */
	enum xml_place place;
	unsigned int depth;
	unsigned int skip;     /* the depth of an element that is skipped with its content, or 0 */
	unsigned int text;     /* the depth of the element that fills @into */
	unsigned int xref;     /* the depth of the open reference in @into, or 0 */
	struct xml_text *into; /* NULL outside texts */
	bool has_assignee;     /* the record has an assignee, maybe an empty one */
	bool has_value;	       /* a record has a value, as in other registries of IANA */
	struct xml_text column[SVCREG_COLUMNS];
	struct xml_text about[IMAGE_ABOUTS];
	struct xml_text contact[XML_CONTACTS];
	struct xml_text title; /* of a note, or a footnote's anchor */
	struct xml_text note;
	struct xml_text footnote;
};

/* How white space of a column is treated. */
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

/* Texts are stored in the order of the columns, whatever the order of the elements. */
static int add_record(struct xml_import *import)
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
	/* The contact is the assignee too, unless another one is named. */
	if (!import->has_assignee)
		record.text[SVCREG_COL_ASSIGNEE] = record.text[SVCREG_COL_CONTACT];
	return draft_add_record(&import->draft, &record, import->err);
}

static int add_contact(struct xml_import *import)
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

static int add_note(struct xml_import *import)
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

static int add_about(struct xml_import *import)
{
	int err = 0;

	for (int i = 0; i < IMAGE_ABOUTS && !err; i++) {
		xml_text_settle(&import->about[i], i == IMAGE_EXPERT ? XML_LINES : XML_LINE,
				&import->draft);
		err = xml_text_store(&import->about[i], &import->draft, &import->draft.about[i]);
	}
	return err;
}

static void fail(struct xml_import *import, int err)
{
	if (err == -E2BIG)
		err = refuse(import->err, "a text is longer than %d KiB", XML_TEXT_MAX >> 10);
	import->ret = draft_explain(err, import->err);
	XML_StopParser(import->parser, XML_FALSE);
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

/* Elements inside a text that begin a new line. */
static bool starts_line(const char *name)
{
	static const char *const names[] = { "br", "artwork", "list", "item" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Whether a text is at the beginning of a line, maybe indented. */
static bool is_at_line(const struct bytes *bytes)
{
	size_t n = bytes->len;
	size_t least = n > MAX_INDENT ? n - MAX_INDENT : 0;

	while (n > least && (bytes->at[n - 1] == ' ' || bytes->at[n - 1] == '\t'))
		n--;
	return n > least && bytes->at[n - 1] == '\n';
}

/* IANA's CSV indents the paragraphs of a record that much more. */
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

/* A text that is read once; a second one is skipped. */
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
		fail(import, refuse(import->err, "a registry inside the registry: this is "
						 "another registry of IANA"));
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
	/* Repeated elements become lines of one text. */
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
		/* IANA has these under the names of former registries. */
		fail(import,
		     refuse(import->err, "this file only redirects to the registry \"%.64s\"",
			    find_attribute(attributes, "registry")));
	} else {
		fail(import,
		     refuse(import->err, "the root element is \"%.32s\", not \"registry\"", name));
	}
}

static void XMLCALL on_start(void *data, const char *name, const char **attributes)
{
	struct xml_import *import = data;

	if (import->ret)
		return;
	if (++import->elements > MAX_ELEMENTS)
		fail(import, refuse(import->err, "more than %d elements", MAX_ELEMENTS));
	else if (++import->depth > IMPORT_XML_MAX_DEPTH)
		fail(import, refuse(import->err, "elements are nested %d deep", import->depth));
	if (import->ret || import->skip)
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

static void end_place(struct xml_import *import)
{
	int err = 0;

	switch (import->place) {
	case XML_OUTSIDE:
	case XML_REGISTRY:
		break;
	case XML_RECORD:
		err = add_record(import);
		import->place = XML_REGISTRY;
		break;
	case XML_PEOPLE:
		import->place = XML_REGISTRY;
		break;
	case XML_PERSON:
		err = add_contact(import);
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
			err = add_note(import);
		import->into = NULL;
	}
	if (err)
		fail(import, err);
}

static void XMLCALL on_end(void *data, const char *name)
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

static void XMLCALL on_text(void *data, const char *bytes, int len)
{
	struct xml_import *import = data;
	int err;

	if (import->ret || !import->into || import->skip)
		return;
	err = xml_text_add(import->into, bytes, (size_t)len);
	if (err)
		fail(import, err);
}

/*
 * Registries have no document type. Without one nothing can be declared, and
 * so there are no entities that could be made to grow.
 */
static void XMLCALL on_doctype(void *data, const char *name, const char *system, const char *public,
			       int has_internal)
{
	struct xml_import *import = data;

	(void)system;
	(void)public;
	(void)has_internal;
	if (!strcasecmp(name, "html"))
		fail(import, refuse(import->err, IMPORT_IS_HTML));
	else
		fail(import, refuse(import->err, "a document type is declared, but registries "
						 "have none"));
}

/* Of bytes in another encoding than the file's, expat only says "invalid token". */
static int refuse_bytes(struct xml_import *import, enum XML_Error code)
{
	size_t at = (size_t)XML_GetCurrentByteIndex(import->parser);
	size_t end;

	if (code == XML_ERROR_INVALID_TOKEN && at < import->size) {
		end = utf8_end(import->data + at, import->size - at);
		if (end < import->size - at && end < 256)
			return refuse(import->err, "not UTF-8: byte 0x%02x",
				      (unsigned char)import->data[at + end]);
	}
	return refuse(import->err, "bad XML: %s", XML_ErrorString(code));
}

static int parse(struct xml_import *import)
{
	enum XML_Status status = XML_Parse(import->parser, import->data, (int)import->size,
					   XML_TRUE);
	enum XML_Error code = XML_GetErrorCode(import->parser);

	if (status == XML_STATUS_OK && !import->ret) {
		import->ret = add_about(import);
	} else if (!import->ret && code == XML_ERROR_NO_MEMORY) {
		import->ret = -ENOMEM;
	} else {
		if (!import->ret)
			import->ret = refuse_bytes(import, code);
		import->err->line = XML_GetCurrentLineNumber(import->parser);
		import->err->row = import->draft.n + (import->place == XML_RECORD);
	}
	return import->ret;
}

static void free_import(struct xml_import *import)
{
	draft_free(&import->draft);
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		xml_text_free(&import->column[i]);
	for (int i = 0; i < IMAGE_ABOUTS; i++)
		xml_text_free(&import->about[i]);
	for (int i = 0; i < XML_CONTACTS; i++)
		xml_text_free(&import->contact[i]);
	xml_text_free(&import->title);
	xml_text_free(&import->note);
	xml_text_free(&import->footnote);
}

/* expat reads all attributes of a tag before it calls back, so count their "=" first. */
static bool has_many_attributes(const char *data, size_t size)
{
	const char *end = data + size;
	size_t n = 0;

	while (n <= MAX_ATTRIBUTES && (data = memchr(data, '=', (size_t)(end - data)))) {
		data++;
		n++;
	}
	return n > MAX_ATTRIBUTES;
}

static int run_parser(struct xml_import *import)
{
	int ret;

	import->parser = XML_ParserCreate(NULL);
	if (!import->parser)
		return -ENOMEM;
	XML_SetUserData(import->parser, import);
	XML_SetElementHandler(import->parser, on_start, on_end);
	XML_SetCharacterDataHandler(import->parser, on_text);
	XML_SetStartDoctypeDeclHandler(import->parser, on_doctype);
	ret = parse(import);
	XML_ParserFree(import->parser);
	return ret;
}

/* The registry's own date if it can be compared with others; NULL for that of its newest record. */
static const char *find_date(const struct draft *draft)
{
	const char *date = draft->pool.bytes + draft->about[IMAGE_UPDATED];
	size_t len = strlen(date);

	return len && len <= 10 && strspn(date, "0123456789-") == len ? date : NULL;
}

/* Records of IANA's other registries have values, and some have names. */
static bool has_services(const struct xml_import *import)
{
	const struct draft *draft = &import->draft;

	for (size_t i = 0; i < draft->n; i++)
		if ((draft->records[i].text[SVCREG_COL_NAME] && !import->has_value) ||
		    draft->records[i].flags & IMAGE_HAS_PORT)
			return true;
	return false;
}

int import_xml(const char *data, size_t size, struct image_header **image, struct svcreg_error *err)
{
	struct svcreg_error own_err = { 0 };
	struct xml_import import = { .err = &own_err, .data = data, .size = size };
	struct draft *draft = &import.draft;
	int ret = 0;

	if (size > IMPORT_MAX_SIZE)
		ret = refuse(&own_err, "the file is larger than %d MiB", IMPORT_MAX_SIZE >> 20);
	else if (has_many_attributes(data, size))
		ret = refuse(&own_err, "more than %d attributes", MAX_ATTRIBUTES);
	if (!ret)
		ret = draft_init(draft, size / IMPORT_STRING_IN_XML);
	if (!ret)
		ret = run_parser(&import);
	if (!ret && !draft->n)
		ret = refuse(&own_err, "the file has no records");
	if (!ret && !has_services(&import))
		ret = refuse(&own_err, "no record has a service name or a port: this is another "
				       "registry of IANA");
	if (!ret)
		ret = image_build(draft, find_date(draft), image, &own_err);
	free_import(&import);
	if (ret && err)
		*err = own_err;
	return ret;
}
