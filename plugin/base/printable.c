/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/printable.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static bool is_in(unsigned int code, const unsigned int ranges[][2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (code >= ranges[i][0] && code <= ranges[i][1])
			return true;
	}
	return false;
}

/* Invisible characters can hide text or reverse it. */
bool printable_is_harmless(unsigned int code)
{
	static const unsigned int harmful[][2] = {
		{ 0x00, 0x1f },	    { 0x7f, 0x9f },	{ 0xad, 0xad },	      { 0x061c, 0x061c },
		{ 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};

	return !is_in(code, harmful, sizeof(harmful) / sizeof(harmful[0]));
}

int printable_width(unsigned int code)
{
	static const unsigned int combining[][2] = {
		{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },
		{ 0x064b, 0x065f }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
		{ 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
	};
	static const unsigned int wide[][2] = {
		{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x4dbf },
		{ 0x4e00, 0xa4cf },   { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff01, 0xff60 },
		{ 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff },
		{ 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
	};

	if (is_in(code, combining, sizeof(combining) / sizeof(combining[0])))
		return 0;
	return is_in(code, wide, sizeof(wide) / sizeof(wide[0])) ? 2 : 1;
}

bool printable_is_ascii(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			return false;
	return true;
}

/* Harmless characters are written in runs: a note of a registry can have megabytes of them. */
void printable_print(const char *text, FILE *out)
{
	const char *run = text;

	if (printable_is_ascii(text)) {
		fputs(text, out);
		return;
	}
	while (*text != '\0') {
		unsigned int code = 0;
		size_t length = utf8_next(text, SIZE_MAX, &code);

		if (length && printable_is_harmless(code)) {
			text += length;
			continue;
		}
		fwrite(run, 1, (size_t)(text - run), out);
		if (length == 0)
			fprintf(out, "<%02X>", (unsigned char)*text);
		else if (code == '\n' || code == '\t')
			fputc(' ', out);
		else if (code < 0x80)
			fprintf(out, "<%02X>", code);
		else
			fprintf(out, "<U+%04X>", code);
		text += length == 0 ? 1 : length;
		run = text;
	}
	fwrite(run, 1, (size_t)(text - run), out);
}

char *printable_dup(const char *text)
{
	char *copy = NULL;
	size_t size = 0;
	FILE *out;

	if (printable_is_ascii(text))
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
