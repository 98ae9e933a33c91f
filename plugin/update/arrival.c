/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "update/arrival.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "base/read_all.h"

int arrival_read_fd(struct arrival *arrival, int fd)
{
	int err = read_all(fd, ARRIVAL_MAX, &arrival->data, &arrival->size);

	return !err && arrival->size > ARRIVAL_MAX ? -EFBIG : err;
}

/* As it can be kept in JSON, and shown. A pipe of a shell has no absolute name. */
static char *name_file(const char *path)
{
	char *absolute = realpath(path, NULL);
	char *name = printable_dup(absolute ? absolute : path);

	free(absolute);
	return name;
}

int arrival_read(struct arrival *arrival, const char *path)
{
	const bool is_stdin = strcmp(path, "-") == 0;
	const int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int err;

	if (fd < 0)
		return -errno;
	err = arrival_read_fd(arrival, fd);
	if (!is_stdin)
		close(fd);
	if (err)
		return err;
	arrival->from = is_stdin ? strdup("standard input") : name_file(path);
	return arrival->from ? 0 : -ENOMEM;
}

int arrival_parse(struct arrival *arrival, struct svcreg_error *why)
{
	int err = svcreg_parse(arrival->data, arrival->size, &arrival->reg, why);

	if (err)
		return err;
	SHA256Data((const uint8_t *)arrival->data, arrival->size, arrival->sha256);
	arrival->origin.when = time(NULL);
	if (arrival->from && strlen(arrival->from) <= ORIGIN_TEXT_MAX)
		arrival->origin.from = arrival->from;
	arrival->origin.sha256 = arrival->sha256;
	return 0;
}

void arrival_free(struct arrival *arrival)
{
	svcreg_close(arrival->reg);
	free(arrival->data);
	free(arrival->from);
	*arrival = (struct arrival){ 0 };
}
