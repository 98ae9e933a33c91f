/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policy files as they lie on a disk. */
#ifndef NFTSVC_SOURCE_H
#define NFTSVC_SOURCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "policy/diag.h"

/** The size of a policy file, in bytes, is at most this. */
#define SOURCE_SIZE_MAX ((size_t)16 << 20)

/** A file, by whatever path it is reached. */
struct file_id {
	dev_t device;
	ino_t inode;
};

/** file_id_equal - whether both are the same file */
static inline bool file_id_equal(const struct file_id *a, const struct file_id *b)
{
	return a->device == b->device && a->inode == b->inode;
}

/**
 * source_new - a source without text yet, the next in the order of @diags
 *
 * @path is borrowed. NULL without memory.
 */
struct source *source_new(struct arena *arena, const char *path, struct diags *diags);

/**
 * source_fill - read an open file whole
 * @fd: the file, which stays open
 * @source: its text is set; a file that is too large is reported and has none
 *
 * Return: 0, -EFBIG for a file that is too large, -ENOMEM, or what reading gave.
 */
int source_fill(int fd, struct arena *arena, struct source *source, struct diags *diags);

#endif
