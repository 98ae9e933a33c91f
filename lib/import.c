/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The import of IANA's CSV: what is around its rows. */
#include "import.h"

#include "draft.h"
#include "error.h"
#include "import_row.h"
#include "text.h"

#include <errno.h>
#include <string.h>

/* Line and row at a place in the file: line breaks inside quotes end no row. */
static void locate(const char *data, const char *place, struct svcreg_error *err)
{
	bool quoted = false;

	err->line = 1;
	err->row = 0;
	for (; data < place; data++) {
		if (*data == '"')
			quoted = !quoted;
		if (*data != '\n')
			continue;
		err->line++;
		if (!quoted)
			err->row++;
	}
}

/* What can be said of the bytes before they are parsed. */
static int check_bytes(const char *data, size_t size, struct svcreg_error *err)
{
	const char *nul;
	size_t end;

	if (!size)
		return refuse(err, "the file is empty");
	if (size > IMPORT_MAX_SIZE)
		return refuse(err, "the file is larger than %d MiB", IMPORT_MAX_SIZE >> 20);
	nul = memchr(data, '\0', size);
	if (nul) {
		locate(data, nul, err);
		return refuse(err, "a NUL byte: text has to be UTF-8");
	}
	end = text_utf8_end(data, size);
	if (end < size) {
		locate(data, data + end, err);
		return refuse(err, "not UTF-8: byte 0x%02x", (unsigned char)data[end]);
	}
	return 0;
}

/* A row; the titles are the first. */
static int read_row(struct fields *fields, struct import *import)
{
	struct field row[IMPORT_MAX_COLUMNS];
	size_t n;
	int err;

	if (*fields->at == '\n' || *fields->at == '\r')
		return refuse(import->err, "an empty line");
	err = fields_next_row(fields, row, IMPORT_MAX_COLUMNS, &n);
	if (err)
		return err;
	err = import->row ? import_row(import, row, n) : import_titles(import, row, n);
	if (!err && !import->row++)
		fields->drop_cr = fields->crlf;
	return err;
}

static int read_rows(const char *data, size_t size, struct import *import)
{
	const char *place = data;
	struct fields fields;
	int ret = fields_begin(&fields, data, size);

	if (ret)
		return ret;
	while (!ret && fields.at < fields.end) {
		place = fields.at;
		ret = read_row(&fields, import);
	}
	ret = draft_explain(ret, import->err);
	if (ret == -EINVAL) {
		if (fields.fault) {
			refuse(import->err, "%s", fields.fault);
			place = fields.at;
		}
		locate(data, place, import->err);
		import->err->row = import->row;
	}
	fields_end(&fields);
	return ret;
}

int import_csv(const char *data, size_t size, const char *date, struct image_header **image,
	       struct svcreg_error *err)
{
	static const char bom[] = { '\xef', '\xbb', '\xbf' };
	struct svcreg_error own_err = { 0 };
	struct import import = { .err = &own_err };
	int ret;

	if (size >= sizeof(bom) && !memcmp(data, bom, sizeof(bom))) {
		data += sizeof(bom);
		size -= sizeof(bom);
	}
	ret = check_bytes(data, size, &own_err);
	if (!ret)
		ret = draft_init(&import.draft, size / IMPORT_STRING_IN_CSV);
	if (!ret)
		ret = read_rows(data, size, &import);
	if (!ret && !import.draft.n)
		ret = refuse(&own_err, "the file has no records");
	if (!ret)
		ret = image_build(&import.draft, date, image, &own_err);
	draft_free(&import.draft);
	if (ret && err)
		*err = own_err;
	return ret;
}
