/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/printable.h"

#include <stdlib.h>
#include <string.h>

size_t utf8_next(const char *text, unsigned int *code)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned int value = bytes[0];
	size_t length = 1;

	if (value >= 0x80) {
		if (value >= 0xc2 && value <= 0xdf)
			length = 2;
		else if ((value & 0xf0) == 0xe0)
			length = 3;
		else if (value >= 0xf0 && value <= 0xf4)
			length = 4;
		else
			return 0;
		value &= 0x7fu >> length;
	}
	/* The NUL at the end is no continuation byte: reading stops there. */
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*code = value;
	return length;
}

/* Characters without a shape of their own can hide text or turn it around. */
bool printable_is_harmless(unsigned int code)
{
	static const unsigned int harmful[][2] = {
		{ 0x00, 0x1f },	    { 0x7f, 0x9f },	{ 0xad, 0xad },	      { 0x061c, 0x061c },
		{ 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};

	for (size_t i = 0; i < sizeof(harmful) / sizeof(harmful[0]); i++) {
		if (code >= harmful[i][0] && code <= harmful[i][1])
			return false;
	}
	return true;
}

static bool is_plain(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text < 0x20 || *text > 0x7e)
			return false;
	}
	return true;
}

void printable_print(const char *text, FILE *out)
{
	if (is_plain(text)) {
		fputs(text, out);
		return;
	}
	while (*text != '\0') {
		unsigned int code = 0;
		size_t length = utf8_next(text, &code);

		if (length == 0)
			fprintf(out, "<%02X>", (unsigned char)*text);
		else if (code == '\n' || code == '\t')
			fputc(' ', out);
		else if (printable_is_harmless(code))
			fwrite(text, 1, length, out);
		else if (code < 0x80)
			fprintf(out, "<%02X>", code);
		else
			fprintf(out, "<U+%04X>", code);
		text += length == 0 ? 1 : length;
	}
}

char *printable_dup(const char *text)
{
	char *copy = NULL;
	size_t size = 0;
	FILE *out;

	if (is_plain(text))
		return strdup(text);
	out = open_memstream(&copy, &size);
	if (!out)
		return NULL;
	printable_print(text, out);
	if (fclose(out) != 0) {
		free(copy);
		return NULL;
	}
	return copy;
}
