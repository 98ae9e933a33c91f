/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* One character, or one byte where the locale has no character for it. */
static size_t next_character(const char *text, size_t *width)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t length = mbrtowc(&wide, text, strlen(text), &state);
	int columns;

	*width = 1;
	if (length == (size_t)-1 || length == (size_t)-2 || length == 0)
		return 1;
	columns = wcwidth(wide);
	if (columns >= 0)
		*width = (size_t)columns;
	return length;
}

size_t text_width(const char *text)
{
	size_t total = 0;
	size_t width;

	for (; *text != '\0'; total += width) {
		if ((unsigned char)*text < 0x80) {
			width = 1;
			text++;
		} else {
			text += next_character(text, &width);
		}
	}
	return total;
}

/* The bytes of a word's beginning that are no wider than this; at least a character. */
static size_t fitting(const char *word, size_t length, size_t room, size_t *used)
{
	size_t bytes = 0;

	*used = 0;
	while (bytes < length) {
		size_t width;
		size_t n = next_character(word + bytes, &width);

		if (bytes > 0 && *used + width > room)
			break;
		bytes += n;
		*used += width;
	}
	return bytes;
}

char *wrap_words(const char *text, size_t width)
{
	/* At worst a line break behind each byte, of words that are cut. */
	char *wrapped = malloc(2 * strlen(text) + 1);
	char *end = wrapped;
	size_t line = 0;
	bool cut = false;

	if (!wrapped)
		return NULL;
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");
		size_t used;
		size_t piece = fitting(text, length, width, &used);

		if (line > 0 && !cut && piece == length && line + 1 + used <= width) {
			*end++ = ' ';
			line += 1 + used;
		} else {
			if (line > 0)
				*end++ = '\n';
			line = used;
		}
		cut = piece < length;
		end = mempcpy(end, text, piece);
		text += piece;
	}
	*end = '\0';
	return wrapped;
}

static size_t sum_below(const size_t *widths, size_t n, size_t limit)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += widths[i] < limit ? widths[i] : limit;
	return sum;
}

void share_width(size_t *widths, size_t n, size_t total, size_t least)
{
	size_t limit = total;

	while (limit > least && sum_below(widths, n, limit) > total)
		limit--;
	if (limit < least)
		limit = least;
	for (size_t i = 0; i < n; i++) {
		if (widths[i] > limit)
			widths[i] = limit;
	}
}
