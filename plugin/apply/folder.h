/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where nftsvc keeps its files of a network namespace: a folder of its own in
 * /run/nftsvc, or in $NFTSVC_RUN.
 */
#ifndef NFTSVC_FOLDER_H
#define NFTSVC_FOLDER_H

#include <jansson.h>
#include <stdbool.h>

#include "apply/writer.h"

/** The folder's directory, which may be locked. */
struct folder {
	int fd;
	int lock; /* -1: not locked */
};

/** The folder before it is opened. */
#define FOLDER_NONE ((struct folder){ .fd = -1, .lock = -1 })

/**
 * folder_open - the folder of the namespace that the calling thread is in
 * @make: make it if it is not there
 * @folder: set to it, for folder_close()
 *
 * Return: 0; -ENOENT if it is not there; as trusted_only() if others may write to
 * it; or what opening gave.
 */
int folder_open(bool make, struct folder *folder);

/** folder_complain - print an error: "@what in /run/nftsvc: why" */
void folder_complain(const char *what, int err);

/** folder_lock - wait until no other process has the folder's lock, and take it; 0 or -errno */
int folder_lock(struct folder *folder);

/** folder_try_lock - take the lock if no other process has it; 0, -EAGAIN or -errno */
int folder_try_lock(struct folder *folder);

/** folder_lock_wait - folder_lock(), with a message if another run holds the lock for long */
int folder_lock_wait(struct folder *folder);

/** folder_unlock - let go of the lock */
void folder_unlock(struct folder *folder);

/** folder_close - close it, and let go of the lock */
void folder_close(struct folder *folder);

/**
 * folder_read - a file of JSON
 * @json: set to what is in it, for json_decref()
 *
 * Return: 0; -ENOENT; -EINVAL if it is too large or no JSON; -ENOMEM, or what
 * reading gave.
 */
int folder_read(const struct folder *folder, const char *name, json_t **json);

/**
 * folder_write - put what was written in a file's place
 *
 * Whoever reads it sees the old file or the new one. Nothing is written if the
 * writer failed.
 *
 * Return: 0, -ENOMEM, or what writing gave.
 */
int folder_write(const struct folder *folder, const char *name, const struct writer *writer);

/** folder_has - whether a file is there, and of this size in bytes */
bool folder_has(const struct folder *folder, const char *name, uint64_t size);

/** folder_rename - give a file another's name, and its place; 0 or -errno */
int folder_rename(const struct folder *folder, const char *from, const char *to);

/** folder_link - give a file a second name, which is free; 0, -ENOENT or -errno */
int folder_link(const struct folder *folder, const char *name, const char *second);

/** folder_delete - delete a file; 0 also if there is none, or -errno */
int folder_delete(const struct folder *folder, const char *name);

#endif
