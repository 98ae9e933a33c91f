/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The result of a command goes to standard output: what happens when it cannot be written. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

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

enum status printed(int error)
{
	if (error == 0)
		return STATUS_YES;
	complain("%s%s", ferror(stdout) ? "cannot write to standard output: " : "",
		 strerror(-error));
	return STATUS_SYSTEM;
}
