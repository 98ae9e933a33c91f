/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes in a row that grows. */
#ifndef BYTES_H
#define BYTES_H

#include <stddef.h>

struct bytes {
	char *at; /* from malloc(), or NULL */
	size_t len;
	size_t room;
};

/* Add bytes at the end. Return: 0 or -ENOMEM. */
int bytes_add(struct bytes *bytes, const char *more, size_t len);

#endif
