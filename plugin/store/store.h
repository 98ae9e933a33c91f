/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registry that import and update keep for all users of the machine: a folder with
 *
 *	registry	the image that is used
 *	former/ID	images that were used before, see IMAGE_ID_SIZE
 *	history.json	where each came from, the newest first
 *	lock		who has it locked may change the others
 *
 * "registry" is replaced by rename() alone: at any time, and whoever is killed, there
 * is a whole one, the old or the new. Files and folders that others than root and the
 * caller may write to are refused, with the errors of trusted_only().
 */
#ifndef NFTSVC_STORE_H
#define NFTSVC_STORE_H

#include "store/history.h"
#include "svcreg.h"

/** The open folder. */
struct store {
	const char *path; /* borrowed from the environment or the program */
	int fd;
	int lock; /* -1: not locked */
};

/** What a store is that is not open. */
#define STORE_NONE ((struct store){ .fd = -1, .lock = -1 })

/**
 * store_open - open the folder
 * @make: make it if it is not there
 * @store: set to it, for store_close()
 *
 * Return: 0; -ENOENT if it is not there; as trusted_only(); or what opening gave.
 */
int store_open(bool make, struct store *store);

/** store_lock - 0, -EWOULDBLOCK if another process has the lock, or what locking gave */
int store_lock(struct store *store);

/** store_close - close it, and let go of the lock */
void store_close(struct store *store);

/**
 * store_image - the path of the stored image, or of a former one
 * @id: of a former one; NULL: the stored one
 * @path: set to it, in @arena
 *
 * Return: 0; -ENOENT if it is not there; as trusted_only(); -EINVAL if it is no file;
 * -ENOMEM.
 */
int store_image(const struct store *store, struct arena *arena, const char *id, const char **path);

/**
 * store_read_history - what is known of the images
 * @history: zero-initialised; for history_free(). Empty where nothing is known
 *
 * Return: 0; -EINVAL if the file is damaged; as trusted_only(); -ENOMEM, or what
 * reading gave.
 */
int store_read_history(const struct store *store, struct history *history);

/** image_id - the name of a registry's image */
void image_id(const struct svcreg *reg, char id[IMAGE_ID_SIZE]);

/**
 * store_install - put a registry in the stored one's place
 * @store: locked
 * @reg: what is stored
 * @former: the registry that is stored now, kept as a former one; NULL if there is
 *	none that is any good
 * @origin: where @reg comes from, and when; its other members are not looked at
 * @history: what store_read_history() gave, or empty; @origin becomes its first
 *
 * Return: 0 or what writing gave. After a failure the one or the other is stored.
 */
int store_install(const struct store *store, const struct svcreg *reg, const struct svcreg *former,
		  const struct origin *origin, struct history *history);

/**
 * store_rollback - put a former image in the stored one's place
 * @store: locked
 * @stored: the registry that is stored now, kept as a former one; NULL if it is no good
 * @history: as for store_install(); @stored is marked as taken back
 * @reg: set to the registry that is stored then, for svcreg_close()
 *
 * Former images that are damaged are passed over.
 *
 * Return: 0, -ENOENT if there is no former one, or what reading and writing gave.
 */
int store_rollback(const struct store *store, const struct svcreg *stored, struct history *history,
		   const struct svcreg **reg);

/**
 * store_clear - have no registry stored any more, as before the first one
 * @store: locked
 * @stored: as for store_rollback(), also in being kept as a former one
 * @history: as for store_rollback()
 *
 * Return: 0, -ENOENT if none is stored, or what writing gave.
 */
int store_clear(const struct store *store, const struct svcreg *stored, struct history *history);

#endif
