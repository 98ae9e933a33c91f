/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/message.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/printable.h"

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

enum status printed(int error)
{
	if (error == 0)
		return STATUS_YES;
	complain("%s%s", ferror(stdout) ? "cannot write to standard output: " : "",
		 strerror(-error));
	return STATUS_SYSTEM;
}

/* stdio may have dropped what it could not write, so ask the pipe. A terminal that hung up is none. */
static bool reader_left(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return !isatty(STDOUT_FILENO) && poll(&out, 1, 0) == 1 &&
	       (out.revents & (POLLERR | POLLHUP));
}

enum status output_finish(enum status status)
{
	const bool failed = ferror(stdout) != 0;
	int error;

	errno = 0;
	if ((fflush(stdout) == 0 && !failed) || status == STATUS_SYSTEM)
		return status;
	error = errno;
	if (reader_left())
		return status;
	if (error != 0)
		complain("cannot write to standard output: %s", strerror(error));
	else
		complain("cannot write to standard output");
	return STATUS_SYSTEM;
}
