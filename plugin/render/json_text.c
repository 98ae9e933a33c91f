/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/json_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "base/text.h"

static char *valid_utf8(const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	char *valid = malloc(strlen(text) * (sizeof(replacement) - 1) + 1);
	char *end = valid;

	if (!valid)
		return NULL;
	while (*text != '\0') {
		unsigned int code;
		size_t len = utf8_next(text, SIZE_MAX, &code);

		end = len == 0 ? stpcpy(end, replacement) : mempcpy(end, text, len);
		text += len == 0 ? 1 : len;
	}
	*end = '\0';
	return valid;
}

json_t *json_text(const char *text)
{
	json_t *string = json_string(text);
	char *valid;

	if (string)
		return string;
	valid = valid_utf8(text);
	if (valid)
		string = json_string(valid);
	free(valid);
	return string;
}

static json_t *port_number(const struct svcreg_record *rec, uint16_t port)
{
	return rec->has_port ? json_integer(port) : json_null();
}

const char *json_column_key(enum svcreg_column column)
{
	switch (column) {
	case SVCREG_COL_NAME:
		return "name";
	case SVCREG_COL_PORT:
		return "port";
	case SVCREG_COL_TRANSPORT:
		return "transport";
	case SVCREG_COL_DESCRIPTION:
		return "description";
	case SVCREG_COL_ASSIGNEE:
		return "assignee";
	case SVCREG_COL_CONTACT:
		return "contact";
	case SVCREG_COL_REGISTERED:
		return "registered";
	case SVCREG_COL_MODIFIED:
		return "modified";
	case SVCREG_COL_REFERENCE:
		return "reference";
	case SVCREG_COL_SERVICE_CODE:
		return "service_code";
	case SVCREG_COL_UNAUTHORIZED:
		return "unauthorized";
	case SVCREG_COL_NOTES:
		return "notes";
	}
	return NULL;
}

json_t *json_of_verdict(const struct verdict *verdict)
{
	if (verdict->kind == VERDICT_NONE)
		return json_null();
	return json_pack("{s:s, s:o}", "kind", verdict_name(verdict->kind), "chain",
			 verdict->chain ? json_text(verdict->chain) : json_null());
}

json_t *json_record(const struct svcreg_record *rec)
{
	json_t *object = json_object();
	int failed = json_object_set_new(object, "row", json_integer(rec->row));

	for (int column = 0; column < SVCREG_COLUMNS; column++)
		failed |= json_object_set_new(object, json_column_key((enum svcreg_column)column),
					      json_text(rec->column[column]));
	failed |= json_object_set_new(object, "first", port_number(rec, rec->first));
	failed |= json_object_set_new(object, "last", port_number(rec, rec->last));
	if (failed != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

json_t *json_list_end(json_t *list, bool failed)
{
	if (!failed)
		return list;
	json_decref(list);
	return NULL;
}

json_t *json_registry(const struct svcreg *reg)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	return json_pack("{s:o, s:o}", "source", json_text(info.source), "date",
			 json_text(info.date));
}

/* Characters beyond 16 bits are written as two halves (RFC 8259, 7). */
static void print_escaped(unsigned int code, FILE *out)
{
	if (code > 0xffff) {
		fprintf(out, "\\u%04x", 0xd7c0 + (code >> 10));
		code = 0xdc00 | (code & 0x3ff);
	}
	fprintf(out, "\\u%04x", code);
}

/* Jansson escapes what JSON asks for; a terminal acts on more than that. */
int json_print(const json_t *document, size_t flags, FILE *out)
{
	char *text = json_dumps(document, flags);
	const char *written = text, *at = text;

	if (!text)
		return -ENOMEM;
	while (*at != '\0') {
		unsigned int code = 0;
		const size_t len = utf8_next(at, SIZE_MAX, &code);

		if (code != '\n' && !printable_is_harmless(code)) {
			fwrite(written, 1, (size_t)(at - written), out);
			print_escaped(code, out);
			written = at + len;
		}
		/* All of it is UTF-8: 0 is never met. */
		at += len ? len : 1;
	}
	fwrite(written, 1, (size_t)(at - written), out);
	free(text);
	return 0;
}

int json_finish(json_t *document, FILE *out)
{
	int err;

	if (!document)
		return -ENOMEM;
	err = json_print(document, JSON_INDENT(2), out);
	fputc('\n', out);
	json_decref(document);
	return err;
}
