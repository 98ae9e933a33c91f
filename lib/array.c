/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ELEMENTS = 64,
};

void *array_grow(void *array, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : FIRST_ELEMENTS;
	void *grown;

	if (n < *room)
		return array;
	grown = reallocarray(array, more, size);
	if (grown)
		*room = more;
	return grown;
}

enum {
	FIRST_BYTES = 256,
};

int bytes_add(struct bytes *bytes, const char *more, size_t len)
{
	size_t room = bytes->room ? bytes->room : FIRST_BYTES;
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
