/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The import of IANA's CSV: what is around its rows. */
#include "import.h"

#include "draft.h"
#include "error.h"
#include "import_row.h"
#include "text.h"

#include <csv.h>
#include <errno.h>
#include <string.h>

/* Line and row at an offset of the file: line breaks inside quotes end no row. */
static void locate(const char *data, size_t offset, struct svcreg_error *err)
{
	bool quoted = false;

	err->line = 1;
	err->row = 0;
	for (size_t i = 0; i < offset; i++) {
		if (data[i] == '"')
			quoted = !quoted;
		if (data[i] != '\n')
			continue;
		err->line++;
		if (!quoted)
			err->row++;
	}
}

/* The line in which a row begins. */
static unsigned long line_of(const char *data, size_t size, unsigned long row)
{
	unsigned long line = 1;
	bool quoted = false;

	for (size_t i = 0; row && i < size; i++) {
		if (data[i] == '"')
			quoted = !quoted;
		if (data[i] != '\n')
			continue;
		line++;
		if (!quoted)
			row--;
	}
	return line;
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
		locate(data, (size_t)(nul - data), err);
		return refuse(err, "a NUL byte");
	}
	end = text_utf8_end(data, size);
	if (end < size) {
		locate(data, end, err);
		return refuse(err, "not UTF-8: byte 0x%02x", (unsigned char)data[end]);
	}
	return 0;
}

static int feed(struct csv_parser *parser, const char *data, size_t size, size_t chunk,
		struct import *import)
{
	struct svcreg_error *err = import->err;

	for (size_t at = 0; at < size; at += chunk) {
		size_t part = chunk < size - at ? chunk : size - at;
		size_t done = csv_parse(parser, data + at, part, import_field, import_row, import);

		if (import->ret)
			return import->ret;
		if (done == part)
			continue;
		if (csv_error(parser) != CSV_EPARSE)
			return -ENOMEM;
		locate(data, at + done, err);
		err->row = import->row;
		return refuse(err,
			      "a quote in the wrong place, or one before it that is not closed");
	}
	return 0;
}

static int check_end(struct csv_parser *parser, char last, struct import *import)
{
	if (csv_fini(parser, NULL, NULL, NULL))
		return refuse(import->err, "a quote is not closed");
	if (import->after_cr) {
		import->row--;
		return refuse(import->err, "a line ends in CR without LF");
	}
	if (last != '\n')
		return refuse(import->err, "the file ends inside this row");
	return 0;
}

/* libcsv would leave out spaces around fields; here they belong to the text. */
static int is_space(unsigned char c)
{
	(void)c;
	return 0;
}

static int parse(const char *data, size_t size, size_t chunk, struct import *import)
{
	struct csv_parser parser;
	int ret;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL))
		return -ENOMEM;
	csv_set_space_func(&parser, is_space);
	csv_set_blk_size(&parser, 4096);
	ret = feed(&parser, data, size, chunk, import);
	if (!ret)
		ret = check_end(&parser, data[size - 1], import);
	csv_free(&parser);
	ret = draft_explain(ret, import->err);
	if (ret == -EINVAL && !import->err->line) {
		import->err->row = import->row;
		import->err->line = line_of(data, size, import->row);
	}
	return ret;
}

int import_csv(const char *data, size_t size, size_t chunk, const char *date,
	       struct image_header **image, struct svcreg_error *err)
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
		ret = draft_init(&import.draft);
	if (!ret)
		ret = parse(data, size, chunk, &import);
	if (!ret && !import.draft.n)
		ret = refuse(&own_err, "the file has no records");
	if (!ret)
		ret = image_build(&import.draft, date, image, &own_err);
	import_free(&import);
	if (ret && err)
		*err = own_err;
	return ret;
}
