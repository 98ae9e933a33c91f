/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROOM = 256,
};

int bytes_add(struct bytes *bytes, const char *more, size_t len)
{
	size_t room = bytes->room ? bytes->room : FIRST_ROOM;
	char *at;

	while (room - bytes->len < len)
		room *= 2;
	if (room > bytes->room) {
		at = realloc(bytes->at, room);
		if (!at)
			return -ENOMEM;
		bytes->at = at;
		bytes->room = room;
	}
	memcpy(bytes->at + bytes->len, more, len);
	bytes->len += len;
	return 0;
}
