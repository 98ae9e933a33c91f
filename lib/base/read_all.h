/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef READ_ALL_H
#define READ_ALL_H

#include <stddef.h>

/*
 * read_all - read a file or pipe up to its end, or until there is more than @max
 * @data: set to the content, for free(); untouched on failure
 * @size: set to its size; greater than @max if the file is too large
 *
 * Return: 0, -ENOMEM, or what read() gave.
 */
int read_all(int fd, size_t max, char **data, size_t *size);

#endif
