/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON in files. */
#ifndef NFTSVC_JSON_FILE_H
#define NFTSVC_JSON_FILE_H

#include <jansson.h>
#include <sys/types.h>

/**
 * json_file_read - the document that a file has
 * @fd: the file, from its beginning
 * @size_max: bytes that it may have
 * @json: set to the document, for json_decref(); untouched on failure
 *
 * Return: 0; -EINVAL if it is no regular file, larger, or has no JSON or a key
 * twice; -ENOMEM, or what fstat() gave.
 */
int json_file_read(int fd, off_t size_max, json_t **json);

#endif
