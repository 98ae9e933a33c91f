/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/printable.h"
#include "base/text.h"

/* A number has at most this many digits. */
#define DIGITS_MAX 20

static char *make_room(struct writer *writer, size_t more)
{
	if (writer->room - writer->len < more) {
		size_t room = 2 * writer->room + more + 4096;
		char *data = writer->failed ? NULL : realloc(writer->data, room);

		if (!data) {
			writer->failed = true;
			return NULL;
		}
		writer->data = data;
		writer->room = room;
	}
	return writer->data + writer->len;
}

void writer_reserve(struct writer *writer, size_t more)
{
	char *to = make_room(writer, more);

	if (to)
		pages_expect(to, more);
}

void writer_bytes(struct writer *writer, const char *bytes, size_t len)
{
	char *to = make_room(writer, len);

	if (!to)
		return;
	memcpy(to, bytes, len);
	writer->len += len;
}

static char *put_number(char *to, uint64_t number)
{
	char digits[DIGITS_MAX];
	size_t at = DIGITS_MAX;

	if (number > INT64_MAX)
		number = INT64_MAX;
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (at < DIGITS_MAX)
		*to++ = digits[at++];
	return to;
}

void writer_number(struct writer *writer, uint64_t number)
{
	char *to = make_room(writer, DIGITS_MAX);

	if (to)
		writer->len = (size_t)(put_number(to, number) - writer->data);
}

void writer_numbers(struct writer *writer, const uint64_t *numbers, size_t n)
{
	char *to = make_room(writer, n * (DIGITS_MAX + 1) + 2);

	if (!to)
		return;
	*to++ = '[';
	for (size_t i = 0; i < n; i++) {
		if (i)
			*to++ = ',';
		to = put_number(to, numbers[i]);
	}
	*to++ = ']';
	writer->len = (size_t)(to - writer->data);
}

static bool is_plain(char c)
{
	return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
}

/* Nearly all texts are plain, and there can be thousands of them. False: this one is not. */
static bool put_plain(struct writer *writer, const char *text)
{
	char *to = make_room(writer, strlen(text) + 2);

	if (!to)
		return true;
	*to++ = '"';
	for (; *text; text++) {
		if (!is_plain(*text))
			return false;
		*to++ = *text;
	}
	*to++ = '"';
	writer->len = (size_t)(to - writer->data);
	return true;
}

static bool is_utf8(const char *text)
{
	unsigned int code;
	size_t len;

	for (; *text; text += len) {
		len = utf8_next(text, SIZE_MAX, &code);
		if (!len)
			return false;
	}
	return true;
}

static void put_escaped(struct writer *writer, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	for (; *text; text++) {
		const unsigned char c = (unsigned char)*text;
		const char escape[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
			writer_bytes(writer, escape, sizeof(escape));
		else
			writer_bytes(writer, text, 1);
	}
}

static void put_bytes(struct writer *writer, const char *text)
{
	const char *separator = "[";

	for (; *text; text++) {
		writer_put(writer, separator);
		writer_number(writer, (unsigned char)*text);
		separator = ",";
	}
	writer_put(writer, "]");
}

void writer_text(struct writer *writer, const char *text)
{
	if (!text) {
		writer_put(writer, "null");
		return;
	}
	if (put_plain(writer, text))
		return;
	if (is_utf8(text)) {
		writer_put(writer, "\"");
		put_escaped(writer, text);
		writer_put(writer, "\"");
	} else {
		put_bytes(writer, text);
	}
}

void writer_free(struct writer *writer)
{
	free(writer->data);
	*writer = (struct writer){ 0 };
}
