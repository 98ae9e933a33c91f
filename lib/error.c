/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "error.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

static void make_harmless(char *text)
{
	size_t len = strlen(text);
	size_t end;

	/* A text that was cut may have been cut inside a character. */
	while ((end = utf8_end(text, len)) < len)
		text[end] = '?';
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char next = (unsigned char)text[i + 1];

		if (c < 0x20 || c == 0x7f)
			text[i] = '?';
		/* U+0080 to U+009F, which terminals obey as well */
		if (c == 0xc2 && next < 0xa0)
			text[i] = text[i + 1] = '?';
	}
}

int refuse(struct svcreg_error *err, const char *format, ...)
{
	va_list args;

	if (err) {
		va_start(args, format);
		vsnprintf(err->text, sizeof(err->text), format, args);
		va_end(args);
		make_harmless(err->text);
	}
	return -EINVAL;
}

int refuse_errno(int ret, struct svcreg_error *err)
{
	/* musl's strerror_r() returns no text; strerror() has been safe in threads since glibc 2.32. */
	if (ret && err && !err->text[0])
		refuse(err, "%s", strerror(-ret));
	return ret;
}
