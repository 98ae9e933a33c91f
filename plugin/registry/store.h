/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registry that import and update store for all users of the machine, in a folder with
 *
 *	registry	the image in use
 *	former/ID	images used before, see IMAGE_ID_SIZE
 *	history.json	where each image came from, newest first
 *	lock		locked by whoever changes the other files
 *
 * "registry" is only ever replaced by rename(): there is a whole one at any time, even if
 * the writer is killed. Files and folders that anyone but root and the caller may write to
 * are refused with the errors of trusted_only().
 */
#ifndef NFTSVC_STORE_H
#define NFTSVC_STORE_H

#include "registry/history.h"
#include "svcreg.h"

/** The open folder. */
struct store {
	const char *path; /* borrowed from the environment or the program */
	int fd;
	int lock; /* -1: not locked */
};

/** A store that is not open. */
#define STORE_NONE ((struct store){ .fd = -1, .lock = -1 })

/**
 * store_open - open the folder
 * @make: make it if it is not there
 * @store: set to it, for store_close()
 *
 * Return: 0; -ENOENT if it is not there; as trusted_only(); or what opening gave.
 */
int store_open(bool make, struct store *store);

/** store_lock - 0, -EWOULDBLOCK if another process holds the lock, or what flock() gave */
int store_lock(struct store *store);

/** store_close - close the folder and release the lock */
void store_close(struct store *store);

/**
 * store_image - the path of the stored image, or of a former one
 * @id: name of a former image, or NULL for the stored one
 * @path: set to the path, in @arena
 *
 * Return: 0; -ENOENT; -EINVAL if it is not a regular file; -ENOMEM; or an error of
 * trusted_only().
 */
int store_image(const struct store *store, struct arena *arena, const char *id, const char **path);

/**
 * store_open_registry - open the stored registry
 * @why: filled in if the image is bad
 *
 * Return: 0, or an error of store_image() or svcreg_open_trusted().
 */
int store_open_registry(const struct store *store, const struct svcreg **reg,
			struct svcreg_error *why);

/**
 * store_read_history - read where the images came from
 * @history: zero-initialised; stays empty if there is no history; for history_free()
 *
 * Return: 0; -EINVAL if the file is damaged; -ENOMEM; an error of trusted_only() or of
 * reading.
 */
int store_read_history(const struct store *store, struct history *history);

/** image_id - name of a registry's image */
void image_id(const struct svcreg *reg, char id[IMAGE_ID_SIZE]);

/**
 * store_install - replace the stored registry
 * @store: locked
 * @reg: the registry to store
 * @former: the registry stored so far, kept as a former one; NULL if there is no usable one
 * @origin: where @reg comes from, and when; id and withdrawn are ignored
 * @history: from store_read_history(), or empty; @origin becomes its first row
 *
 * Return: 0, or an error of writing. After a failure either registry is stored.
 */
int store_install(const struct store *store, const struct svcreg *reg, const struct svcreg *former,
		  const struct origin *origin, struct history *history);

/**
 * store_rollback - store the image before the stored one again
 * @store: locked
 * @stored: the registry stored so far, kept as a former one; NULL if it is not usable
 * @history: as for store_install(); @stored is marked as withdrawn
 * @reg: set to the registry that is stored now, for svcreg_close()
 *
 * Damaged images are skipped.
 *
 * Return: 0, -ENOENT if there is no former image, or an error of reading or writing.
 */
int store_rollback(const struct store *store, const struct svcreg *stored, struct history *history,
		   const struct svcreg **reg);

/**
 * store_clear - delete the stored registry
 * @store: locked
 * @stored: as for store_rollback(): kept as a former one
 * @history: as for store_rollback()
 *
 * Return: 0, -ENOENT if none is stored, or an error of writing.
 */
int store_clear(const struct store *store, const struct svcreg *stored, struct history *history);

#endif
