/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of the formats a file has, by its content. */
#include "import.h"
#include "services.h"

#include <string.h>

static size_t mark_size(const char *data, size_t size)
{
	static const char mark[] = { '\xef', '\xbb', '\xbf' };

	return size >= sizeof(mark) && !memcmp(data, mark, sizeof(mark)) ? sizeof(mark) : 0;
}

/* What XML begins with in two bytes a character, with a mark and without. */
static bool is_xml_utf16(const char *data, size_t size)
{
	static const char begins[][4] = { { '\xfe', '\xff', '\0', '<' },
					  { '\xff', '\xfe', '<', '\0' } };

	for (size_t i = 0; size >= 4 && i < sizeof(begins) / sizeof(*begins); i++)
		if (!memcmp(data, begins[i], 4) || !memcmp(data, begins[i] + 2, 2))
			return true;
	return false;
}

/* What XML begins with, in the encodings that expat knows. */
static bool is_xml(const char *data, size_t size)
{
	if (is_xml_utf16(data, size))
		return true;
	for (size_t at = mark_size(data, size); at < size; at++)
		if (data[at] != ' ' && data[at] != '\t' && data[at] != '\r' && data[at] != '\n')
			return data[at] == '<';
	return false;
}

int import_any(const char *data, size_t size, struct image_header **image,
	       struct import_skipped *skipped, struct svcreg_error *err)
{
	size_t mark = mark_size(data, size);

	if (is_xml(data, size))
		return import_xml(data, size, image, err);
	if (services_looks_so(data + mark, size - mark))
		return import_services(data + mark, size - mark, image, skipped, err);
	return import_csv(data, size, NULL, image, err);
}
