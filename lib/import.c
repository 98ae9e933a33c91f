/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of the formats a file has, by its content. */
#include "import.h"
#include "base/text.h"
#include "error.h"
#include "services.h"

#include <string.h>

static size_t mark_size(const char *data, size_t size)
{
	static const char mark[] = { '\xef', '\xbb', '\xbf' };

	return size >= sizeof(mark) && !memcmp(data, mark, sizeof(mark)) ? sizeof(mark) : 0;
}

/* Where the text begins behind a mark and white space. */
static size_t first_byte(const char *data, size_t size)
{
	size_t at = mark_size(data, size);

	while (at < size && text_is_space(data[at]))
		at++;
	return at;
}

/* The first bytes of XML in UTF-16, with a byte order mark and without. */
static bool is_xml_utf16(const char *data, size_t size)
{
	static const char begins[][4] = { { '\xfe', '\xff', '\0', '<' },
					  { '\xff', '\xfe', '<', '\0' } };

	for (size_t i = 0; size >= 4 && i < sizeof(begins) / sizeof(*begins); i++)
		if (!memcmp(data, begins[i], 4) || !memcmp(data, begins[i] + 2, 2))
			return true;
	return false;
}

/* The first bytes of XML in the encodings that expat knows. */
static bool is_xml(const char *data, size_t size)
{
	size_t at = first_byte(data, size);

	return is_xml_utf16(data, size) || (at < size && data[at] == '<');
}

static bool begins_with(const char *data, size_t size, const char *begin)
{
	size_t len = strlen(begin);

	if (size < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (text_lower(data[i]) != text_lower(begin[i]))
			return false;
	return true;
}

/* Formats that are known by their first bytes, and what to do with such a file. */
static int refuse_binary(const char *data, size_t size, struct svcreg_error *err)
{
	static const struct {
		const char *begin;
		size_t len;
		const char *why;
	} formats[] = {
		{ "\x1f\x8b", 2, "compressed with gzip: unpack it with gunzip first" },
		{ "BZh9", 4, "compressed with bzip2: unpack it with bunzip2 first" },
		{ "\xfd\x37zXZ", 5, "compressed with xz: unpack it with unxz first" },
		{ "\x28\xb5\x2f\xfd", 4, "compressed with zstd: unpack it with unzstd first" },
		{ "PK\x03\x04", 4,
		  "a zip archive: unpack it with unzip first, or save the spreadsheet as CSV" },
		{ "%PDF-", 5,
		  "a PDF document, not a registry: use the registry's XML or CSV form" },
		{ "\xff\xfe\0\0", 4, "text in UTF-32: save it as UTF-8" },
		{ "\xff\xfe", 2, "text in UTF-16: save it as UTF-8" },
		{ "\xfe\xff", 2, "text in UTF-16: save it as UTF-8" },
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (size >= formats[i].len && !memcmp(data, formats[i].begin, formats[i].len))
			return refuse(err, "%s", formats[i].why);
	return 0;
}

/* Likewise by their first words. */
static int refuse_text(const char *data, size_t size, struct svcreg_error *err)
{
	static const char *const pages[] = { "<!doctype html", "<html", "<head", "<body" };
	/* IANA's title, what "nftsvc export --format text" begins with, and the titles of columns. */
	static const char *const texts[] = {
		"Service Name and Transport Protocol Port Number Registry",
		"Service names and ports",
		"Service Name  ",
		"Service Name\t",
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (begins_with(data, size, pages[i]))
			return refuse(err, IMPORT_IS_HTML);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (begins_with(data, size, texts[i]))
			return refuse(err, "this is the registry's plain text form, which is for "
					   "people: use its XML or CSV form");
	return 0;
}

static int refuse_foreign(const char *data, size_t size, struct svcreg_error *err)
{
	size_t at = first_byte(data, size);
	int ret = refuse_binary(data, size, err);

	if (!ret && at == size)
		return refuse(err, "the file is empty");
	return ret ? ret : refuse_text(data + at, size - at, err);
}

/* Anything that is neither XML nor services(5). */
static bool is_json(const char *data, size_t size)
{
	size_t at = first_byte(data, size);

	return at < size && (data[at] == '{' || data[at] == '[');
}

int import_any(const char *data, size_t size, struct image_header **image,
	       struct import_skipped *skipped, struct svcreg_error *err)
{
	size_t mark = mark_size(data, size);
	int ret;

	if (is_xml_utf16(data, size))
		return import_xml(data, size, image, err);
	ret = refuse_foreign(data, size, err);
	if (ret)
		return ret;
	if (is_xml(data, size))
		return import_xml(data, size, image, err);
	if (services_recognise(data + mark, size - mark))
		return import_services(data + mark, size - mark, image, skipped, err);
	if (is_json(data, size))
		return refuse(err, "JSON cannot be read: use XML, CSV or services(5)");
	return import_csv(data, size, NULL, image, err);
}
