/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFTSVC_LOCK_WRITE_H
#define NFTSVC_LOCK_WRITE_H

#include <stddef.h>

#include "base/arena.h"

/**
 * lock_write - put a text in the place of a file, which need not be there
 * @path: the file; what is no regular file, a symbolic link among it, is left alone
 *
 * Whoever reads it sees the old file or the new one, also after a crash. Its
 * rights and its owner stay.
 *
 * Return: 0, -EEXIST if something else than a file is there, -ENOMEM, or what
 * writing gave.
 */
int lock_write(struct arena *arena, const char *path, const char *text, size_t size);

#endif
