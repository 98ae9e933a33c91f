/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/read_all.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_ROOM ((size_t)4 << 20)

int read_all(int fd, size_t max, char **data, size_t *size)
{
	char *bytes = NULL;
	size_t n = 0, room = 0;
	ssize_t got = 1;
	int err = 0;

	while (got && !err && n <= max) {
		if (n == room) {
			char *larger;

			room = room ? 2 * room : FIRST_ROOM;
			larger = realloc(bytes, room);
			if (!larger) {
				err = -ENOMEM;
				break;
			}
			bytes = larger;
		}
		got = read(fd, bytes + n, room - n);
		if (got < 0 && errno != EINTR)
			err = -errno;
		else if (got > 0)
			n += (size_t)got;
	}
	if (err) {
		free(bytes);
		return err;
	}
	*data = bytes;
	*size = n;
	return 0;
}
