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

/* What XML begins with, in the encodings that expat knows: "<" in one byte or in two. */
static bool is_xml(const char *data, size_t size)
{
	static const char utf16[][2] = {
		{ '\xfe', '\xff' }, { '\xff', '\xfe' }, { '\0', '<' }, { '<', '\0' }
	};

	for (size_t i = 0; size >= 2 && i < sizeof(utf16) / sizeof(*utf16); i++)
		if (!memcmp(data, utf16[i], sizeof(utf16[i])))
			return true;
	for (size_t at = mark_size(data, size); at < size; at++)
		if (data[at] != ' ' && data[at] != '\t' && data[at] != '\r' && data[at] != '\n')
			return data[at] == '<';
	return false;
}

int import_any(const char *data, size_t size, struct image_header **image, struct svcreg_error *err)
{
	size_t mark = mark_size(data, size);

	if (is_xml(data, size))
		return import_xml(data, size, image, err);
	if (services_looks_so(data + mark, size - mark))
		return import_services(data + mark, size - mark, image, err);
	return import_csv(data, size, IMPORT_CHUNK, NULL, image, err);
}
