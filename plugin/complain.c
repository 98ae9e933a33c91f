/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages: they go to standard error, and steer no terminal. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "cli.h"

void complain(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	fputs("nftsvc: ", stderr);
	printable_print(len < 0 ? fmt : text, stderr);
	fputc('\n', stderr);
	if (len >= 0)
		free(text);
}

enum status printed(int error)
{
	if (error == 0)
		return STATUS_YES;
	complain("%s%s", ferror(stdout) ? "cannot write to standard output: " : "",
		 strerror(-error));
	return STATUS_SYSTEM;
}
