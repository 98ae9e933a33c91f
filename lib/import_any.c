/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of the formats a file has, by its content. */
#include "import.h"

#include <string.h>

/* What XML begins with, in the encodings that expat knows: "<" in one byte or in two. */
static bool is_xml(const char *data, size_t size)
{
	static const char utf8_mark[] = { '\xef', '\xbb', '\xbf' };
	static const char utf16_marks[][2] = { { '\xfe', '\xff' }, { '\xff', '\xfe' } };
	static const char utf16_opens[][2] = { { '\0', '<' }, { '<', '\0' } };
	size_t at = 0;

	if (size >= sizeof(utf8_mark) && !memcmp(data, utf8_mark, sizeof(utf8_mark)))
		at = sizeof(utf8_mark);
	for (size_t i = 0; size >= 2 && i < 2; i++)
		if (!memcmp(data, utf16_marks[i], 2) || !memcmp(data, utf16_opens[i], 2))
			return true;
	while (at < size && strchr(" \t\r\n", data[at]) && data[at])
		at++;
	return at < size && data[at] == '<';
}

int import_any(const char *data, size_t size, struct image_header **image, struct svcreg_error *err)
{
	if (is_xml(data, size))
		return import_xml(data, size, image, err);
	return import_csv(data, size, IMPORT_CHUNK, NULL, image, err);
}
