/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "update/incoming.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "base/read_all.h"

int incoming_read_fd(struct incoming *incoming, int fd)
{
	int err = read_all(fd, INCOMING_MAX, &incoming->data, &incoming->size);

	return !err && incoming->size > INCOMING_MAX ? -EFBIG : err;
}

/* Name a file for JSON and messages. A shell's pipe has no absolute path. */
static char *name_file(const char *path)
{
	char *absolute = realpath(path, NULL);
	char *name = printable_dup(absolute ? absolute : path);

	free(absolute);
	return name;
}

int incoming_read(struct incoming *incoming, const char *path)
{
	const bool is_stdin = strcmp(path, "-") == 0;
	const int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	int err;

	if (fd < 0)
		return -errno;
	err = incoming_read_fd(incoming, fd);
	if (!is_stdin)
		close(fd);
	if (err)
		return err;
	incoming->from = is_stdin ? strdup("standard input") : name_file(path);
	return incoming->from ? 0 : -ENOMEM;
}

int incoming_parse(struct incoming *incoming, struct svcreg_error *why)
{
	int err = svcreg_parse(incoming->data, incoming->size, &incoming->reg, why);

	if (err)
		return err;
	SHA256Data((const uint8_t *)incoming->data, incoming->size, incoming->sha256);
	incoming->origin.when = time(NULL);
	if (incoming->from && strlen(incoming->from) <= ORIGIN_TEXT_MAX)
		incoming->origin.from = incoming->from;
	incoming->origin.sha256 = incoming->sha256;
	return 0;
}

void incoming_free(struct incoming *incoming)
{
	svcreg_close(incoming->reg);
	free(incoming->data);
	free(incoming->from);
	*incoming = (struct incoming){ 0 };
}
