/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arrays that grow. */
#ifndef ARRAY_H
#define ARRAY_H

#include <stddef.h>

/*
 * array_grow - make room for one more element
 * @array: from malloc(), or NULL with @room 0
 * @n: elements in it
 * @room: elements that it has room for; raised when it grows
 * @size: of an element, in bytes
 *
 * Return: the array, which may have moved, or NULL without memory, and then
 * the old one is as it was.
 */
void *array_grow(void *array, size_t n, size_t *room, size_t size);

struct bytes {
	char *at; /* from malloc(), or NULL */
	size_t len;
	size_t room;
};

/* Add bytes at the end. Return: 0 or -ENOMEM. */
int bytes_add(struct bytes *bytes, const char *more, size_t len);

#endif
