/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages: they go to standard error, and steer no terminal. */
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/printable.h"
#include "cli/cli.h"

/* $JOURNAL_STREAM is set for the service: a stream that was redirected since is another. */
bool journal_hears(void)
{
	const char *journal = getenv("JOURNAL_STREAM");
	char ours[64];
	struct stat st;

	if (!journal || fstat(STDERR_FILENO, &st) < 0)
		return false;
	snprintf(ours, sizeof(ours), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return strcmp(journal, ours) == 0;
}

static void vsay(int level, const char *fmt, va_list ap)
{
	char *text = NULL;
	int len = vasprintf(&text, fmt, ap);

	if (journal_hears())
		fprintf(stderr, "<%d>", level);
	else
		fputs("nftsvc: ", stderr);
	printable_print(len < 0 ? fmt : text, stderr);
	fputc('\n', stderr);
	if (len >= 0)
		free(text);
}

void say(int level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay(level, fmt, ap);
	va_end(ap);
}

size_t say_lines(int level, const char *text, size_t max)
{
	size_t n = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		if (n++ < max)
			say(level, "%.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
	return n;
}

void complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay(LOG_ERR, fmt, ap);
	va_end(ap);
}
