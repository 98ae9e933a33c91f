/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/html.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/printable.h"
#include "base/text.h"

/* Characters that no HTML document may have: controls and those that are none. */
static bool is_allowed(unsigned int code)
{
	if (code < 0x20)
		return code == '\t' || code == '\n' || code == '\r';
	if (code >= 0x7f && code < 0xa0)
		return false;
	return (code & 0xfffe) != 0xfffe && (code < 0xfdd0 || code > 0xfdef);
}

/* The reference that stands for a character in markup; NULL: itself. */
static const char *reference(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	}
	return NULL;
}

static size_t print_beyond_ascii(const char *text, size_t length, FILE *out)
{
	unsigned int code = 0;
	size_t n = utf8_next(text, SIZE_MAX, &code);

	if (n == 0 || n > length || !is_allowed(code)) {
		fputs("\xef\xbf\xbd", out);
		return n == 0 || n > length ? 1 : n;
	}
	fwrite_unlocked(text, 1, n, out);
	return n;
}

void html_text(const char *text, size_t length, FILE *out)
{
	size_t plain = 0;

	for (size_t i = 0; i < length; i += plain) {
		const char *written = reference(text[i]);

		plain = 1;
		if (written)
			fputs_unlocked(written, out);
		else if ((unsigned char)text[i] < 0x80 && is_allowed((unsigned char)text[i]))
			putc_unlocked(text[i], out);
		else
			plain = print_beyond_ascii(text + i, length - i, out);
	}
}

void html_url(const char *text, FILE *out)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(unreserved, *text))
			fputc(*text, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*text);
	}
}

/* An address of another kind could be a script. */
static bool is_harmless_address(const char *address, size_t length)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		if (length > n && strncasecmp(address, schemes[i], n) == 0)
			return true;
	}
	return false;
}

bool html_begin_address(const char *address, size_t length, FILE *out)
{
	if (!is_harmless_address(address, length))
		return false;
	fputs("<a href=\"", out);
	html_text(address, length, out);
	fputs("\">", out);
	return true;
}
