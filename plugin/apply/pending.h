/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state before a change, saved in a folder: before an apply that waits to be
 * confirmed, or before the last apply or remove, for a rollback.
 */
#ifndef NFTSVC_PENDING_H
#define NFTSVC_PENDING_H

#include "apply/folder.h"
#include "apply/snapshot.h"

/** The files. */
#define PENDING_FILE "pending"
#define FORMER_FILE "former"

/** An id: hexadecimal digits, and a NUL. */
#define PENDING_ID_SIZE 17

/** Zero-initialise it. */
struct pending {
	char id[PENDING_ID_SIZE]; /* which apply it is */
	uint64_t until;		  /* seconds since 1970, UTC; 0: nothing is waited for */
	uint64_t deadline;	  /* the same in milliseconds since the machine started */
	struct snapshot snapshot;
};

/** pending_new - a new random id; 0 or -errno */
int pending_new(struct pending *pending);

/** pending_parse - one of what was read; for pending_free() also on failure; 0, -EINVAL, -ENOMEM */
int pending_parse(const json_t *json, struct pending *pending);

/** pending_read - read a file of them; -ENOENT if there is none, or as pending_parse() */
int pending_read(const struct folder *folder, const char *file, struct pending *pending);

/** pending_write - write a file of them, in the place of the other; 0 or -errno */
int pending_write(const struct folder *folder, const char *file, const struct pending *pending);

/** pending_is - whether the apply with this id waits */
bool pending_is(const struct folder *folder, const char *id);

/** pending_confirm - keep the former state only for a rollback; 0 or -errno */
int pending_confirm(const struct folder *folder);

/**
 * pending_note_rollback - keep when an apply was rolled back, for the message of a late confirm
 * @when: seconds since 1970, UTC
 *
 * The next pending_write() forgets it. Return: 0 or -errno.
 */
int pending_note_rollback(const struct folder *folder, uint64_t when);

/** pending_rolled_back_at - when the last one was rolled back; 0: it was not, or it is unknown */
uint64_t pending_rolled_back_at(const struct folder *folder);

void pending_free(struct pending *pending);

#endif
