/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages: they go to standard error, and steer no terminal. */
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#include "base/printable.h"
#include "cli/cli.h"

/* $JOURNAL_STREAM is set for the service: a stream that was redirected since is another. */
static bool is_journal(FILE *stream)
{
	const char *journal = getenv("JOURNAL_STREAM");
	char ours[64];
	struct stat st;

	if (!journal || fstat(fileno(stream), &st) < 0)
		return false;
	snprintf(ours, sizeof(ours), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return strcmp(journal, ours) == 0;
}

static void vsay(int level, const char *fmt, va_list ap)
{
	char *text = NULL;
	int len = vasprintf(&text, fmt, ap);

	if (is_journal(stderr))
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

void complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsay(LOG_ERR, fmt, ap);
	va_end(ap);
}

enum status printed(int error)
{
	if (error == 0)
		return STATUS_YES;
	complain("%s%s", ferror(stdout) ? "cannot write to standard output: " : "",
		 strerror(-error));
	return STATUS_SYSTEM;
}
