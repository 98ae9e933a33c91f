/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

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

static void put(struct writer *writer, const char *bytes, size_t len)
{
	char *to = make_room(writer, len);

	if (!to)
		return;
	memcpy(to, bytes, len);
	writer->len += len;
}

void writer_put(struct writer *writer, const char *text)
{
	put(writer, text, strlen(text));
}

void writer_number(struct writer *writer, uint64_t number)
{
	char digits[DIGITS_MAX];
	size_t at = DIGITS_MAX;

	if (number > INT64_MAX)
		number = INT64_MAX;
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	put(writer, digits + at, DIGITS_MAX - at);
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e || *text == '"' || *text == '\\')
			return false;
	return true;
}

static bool is_utf8(const char *text)
{
	unsigned int code;
	size_t len;

	for (; *text; text += len) {
		len = utf8_next(text, &code);
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
			put(writer, escape, sizeof(escape));
		else
			put(writer, text, 1);
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
	/* Nearly all are: there can be thousands of them. */
	if (is_plain(text)) {
		writer_put(writer, "\"");
		writer_put(writer, text);
		writer_put(writer, "\"");
	} else if (is_utf8(text)) {
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
