/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The import of IANA's XML: what is around its elements. */
#include "import_xml.h"

#include "error.h"
#include "import.h"
#include "text.h"

#include <errno.h>
#include <expat.h>
#include <string.h>

/*
 * IANA's file has 105,000 elements and 37,000 attributes. expat keeps the name of each
 * for as long as it parses, so that made-up ones would take more memory than the file.
 */
enum {
	MAX_ELEMENTS = 1 << 18,
	MAX_ATTRIBUTES = 1 << 18,
};

/* What the callbacks need besides: the parser, to stop it. */
struct run {
	struct xml_import import;
	XML_Parser parser;
	const char *data;
	size_t size;
	size_t elements; /* so far */
};

static void stop_if_failed(struct run *run)
{
	if (run->import.ret)
		XML_StopParser(run->parser, XML_FALSE);
}

static void XMLCALL start(void *data, const char *name, const char **attributes)
{
	struct run *run = data;
	struct xml_import *import = &run->import;

	if (++run->elements > MAX_ELEMENTS && !import->ret)
		import->ret = refuse(import->err, "more than %d elements", MAX_ELEMENTS);
	import_xml_start(import, name, attributes);
	stop_if_failed(run);
}

static void XMLCALL end(void *data, const char *name)
{
	struct run *run = data;

	import_xml_end(&run->import, name);
	stop_if_failed(run);
}

static void XMLCALL text(void *data, const char *bytes, int len)
{
	struct run *run = data;

	import_xml_text(&run->import, bytes, len);
	stop_if_failed(run);
}

/*
 * Registries have no document type. Without one nothing can be declared, and
 * so there are no entities that could be made to grow.
 */
static void XMLCALL doctype(void *data, const char *name, const char *system, const char *public,
			    int has_internal)
{
	struct run *run = data;
	struct xml_import *import = &run->import;

	(void)system;
	(void)public;
	(void)has_internal;
	if (!strcasecmp(name, "html"))
		import->ret = refuse(import->err, IMPORT_IS_HTML);
	else
		import->ret = refuse(import->err, "a document type is declared, and registries "
						  "have none");
	stop_if_failed(run);
}

/* What expat says of bytes in another encoding than the file's is "invalid token". */
static int refuse_bytes(struct run *run, enum XML_Error code)
{
	size_t at = (size_t)XML_GetCurrentByteIndex(run->parser);
	size_t end;

	if (code == XML_ERROR_INVALID_TOKEN && at < run->size) {
		end = text_utf8_end(run->data + at, run->size - at);
		if (end < run->size - at && end < 256)
			return refuse(run->import.err, "not UTF-8: byte 0x%02x",
				      (unsigned char)run->data[at + end]);
	}
	return refuse(run->import.err, "not XML as it should be: %s", XML_ErrorString(code));
}

static int parse(struct run *run)
{
	enum XML_Status status = XML_Parse(run->parser, run->data, (int)run->size, XML_TRUE);
	struct xml_import *import = &run->import;
	enum XML_Error code = XML_GetErrorCode(run->parser);

	if (status == XML_STATUS_OK && !import->ret) {
		import->ret = import_xml_about(import);
	} else if (!import->ret && code == XML_ERROR_NO_MEMORY) {
		import->ret = -ENOMEM;
	} else {
		if (!import->ret)
			import->ret = refuse_bytes(run, code);
		import->err->line = XML_GetCurrentLineNumber(run->parser);
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

/*
 * expat is through with all the attributes of a tag before it calls back, but each of
 * them has a sign that can be counted before.
 */
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

static int run_parser(struct run *run)
{
	int ret;

	run->parser = XML_ParserCreate(NULL);
	if (!run->parser)
		return -ENOMEM;
	XML_SetUserData(run->parser, run);
	XML_SetElementHandler(run->parser, start, end);
	XML_SetCharacterDataHandler(run->parser, text);
	XML_SetStartDoctypeDeclHandler(run->parser, doctype);
	ret = parse(run);
	XML_ParserFree(run->parser);
	return ret;
}

/* The registry's date if it says one that can be compared with others; else it is that of its newest record. */
static const char *find_date(const struct draft *draft)
{
	const char *date = draft->pool.bytes + draft->about[IMAGE_UPDATED];
	size_t len = strlen(date);

	return len && len <= 10 && strspn(date, "0123456789-") == len ? date : NULL;
}

/* Others of IANA's registries have records too, with values, and some of them with names. */
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
	struct run run = { .import.err = &own_err, .data = data, .size = size };
	struct draft *draft = &run.import.draft;
	int ret = 0;

	if (size > IMPORT_MAX_SIZE)
		ret = refuse(&own_err, "the file is larger than %d MiB", IMPORT_MAX_SIZE >> 20);
	else if (has_many_attributes(data, size))
		ret = refuse(&own_err, "more than %d attributes", MAX_ATTRIBUTES);
	if (!ret)
		ret = draft_init(draft, size / IMPORT_STRING_IN_XML);
	if (!ret)
		ret = run_parser(&run);
	if (!ret && !draft->n)
		ret = refuse(&own_err, "the file has no records");
	if (!ret && !has_services(&run.import))
		ret = refuse(&own_err, "no record has a service name or a port: these are other "
				       "numbers of IANA's");
	if (!ret)
		ret = image_build(draft, find_date(draft), image, &own_err);
	free_import(&run.import);
	if (ret && err)
		*err = own_err;
	return ret;
}
