/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that nftsvc writes and locks in folders of its own. */
#ifndef NFTSVC_FILE_H
#define NFTSVC_FILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/** file_write - write all of some data; 0 or -errno */
int file_write(int fd, const void *data, size_t size);

/**
 * file_read_json - read a JSON document
 * @fd: the file, at its beginning
 * @size_max: largest size accepted, in bytes
 * @json: set to the document, for json_decref(); untouched on failure
 *
 * Return: 0; -EINVAL if it is not a regular file, is too large, is not JSON or has a key
 * twice; -ENOMEM; or an error of fstat().
 */
int file_read_json(int fd, off_t size_max, json_t **json);

/**
 * file_lock - lock a file, which is created if necessary
 * @folder: descriptor of its folder
 * @how: as for flock()
 * @lock: set to a descriptor that holds the lock until it is closed
 *
 * Return: 0; -EWOULDBLOCK with LOCK_NB if another process holds it; or an error of opening
 * or locking.
 */
int file_lock(int folder, const char *name, int how, int *lock);

/** file_delete - delete a file; 0 also if there is none, or -errno */
int file_delete(int folder, const char *name);

/** Whether a file stays. */
typedef bool folder_keep(const char *name, const void *data);

/**
 * folder_sweep - delete the files of a folder that need not stay
 * @parent: descriptor of the folder that @name is in
 * @name: the folder; "." for @parent itself
 * @keep: called for each file
 * @data: for @keep
 *
 * Files that cannot be deleted do no harm, so errors are ignored.
 */
void folder_sweep(int parent, const char *name, folder_keep *keep, const void *data);

#endif
