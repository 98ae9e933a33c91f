/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes of the store. Each ends with one rename() or deletion of the image; what is
 * done in front of it only adds, and what is left over if it does not come to that is taken
 * away by the next change.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/in_folder.h"
#include "store/files.h"
#include "store/store.h"

/* The stored image gets a name among the former ones too, and a place in the history. */
static int keep(const struct store *store, const struct svcreg *stored, struct history *history)
{
	struct origin unknown = { 0 };

	image_id(stored, unknown.id);
	if (history_find(history, unknown.id) == history->n)
		history_put(history, &unknown);
	return files_keep(store->fd, unknown.id);
}

static bool is_image(const struct svcreg *reg, const char *id)
{
	char own[IMAGE_ID_SIZE];

	image_id(reg, own);
	return strcmp(own, id) == 0;
}

int store_install(const struct store *store, const struct svcreg *reg, const struct svcreg *former,
		  const struct origin *origin, struct history *history)
{
	struct origin new = *origin;
	const void *data;
	size_t size;
	bool same;
	int err = 0;

	image_id(reg, new.id);
	new.taken_back = false;
	same = former && is_image(former, new.id);
	svcreg_image(reg, &data, &size);
	if (!same)
		err = files_write(store->fd, STORE_NEW_REGISTRY, data, size);
	if (!err && former && !same)
		err = keep(store, former, history);
	if (!err) {
		history_put(history, &new);
		err = files_write_history(store->fd, history);
	}
	if (!err && !same)
		err = files_rename(store->fd, STORE_NEW_REGISTRY, STORE_REGISTRY);
	/* Also one that was left over: nothing is written over it where nothing changes. */
	if (err || same)
		in_folder_delete(store->fd, STORE_NEW_REGISTRY);
	if (!err)
		files_delete_former(store->fd, history);
	return err;
}

/* A former image that is whole and is what its name says; -EINVAL if it is not. */
static int open_former(const struct store *store, const char *id, const struct svcreg **reg)
{
	struct arena arena = { 0 };
	const struct svcreg *found = NULL;
	const char *path;
	int err = store_image(store, &arena, id, &path);

	if (!err)
		err = svcreg_open(path, &found, NULL);
	arena_free(&arena);
	if (err)
		return err == -ENOMEM ? err : -EINVAL;
	if (!is_image(found, id)) {
		svcreg_close(found);
		return -EINVAL;
	}
	*reg = found;
	return 0;
}

/* The newest former image that is any good, behind the stored one. */
static int find_former(const struct store *store, const struct svcreg *stored,
		       const struct history *history, const struct svcreg **reg)
{
	char id[IMAGE_ID_SIZE];
	size_t i = history->n;
	int err;

	if (stored) {
		image_id(stored, id);
		i = history_find(history, id);
	}
	/* Where the stored one is not known, any that was not taken back is a former one. */
	i = history_before(history, i < history->n ? i : SIZE_MAX);
	for (; i < history->n; i = history_before(history, i)) {
		err = open_former(store, history->origins[i].id, reg);
		if (err != -EINVAL)
			return err;
	}
	return -ENOENT;
}

/* Not its neighbours: one that never came to be stored was not taken back. */
static void mark_taken_back(struct history *history, const struct svcreg *stored)
{
	char id[IMAGE_ID_SIZE];
	size_t at;

	image_id(stored, id);
	at = history_find(history, id);
	if (at < history->n)
		history->origins[at].taken_back = true;
}

/* What a rollback does in front of the step that counts. */
static int take_back(const struct store *store, const struct svcreg *stored,
		     struct history *history)
{
	int err = 0;

	if (stored)
		err = keep(store, stored, history);
	if (err)
		return err;
	if (stored)
		mark_taken_back(history, stored);
	return files_write_history(store->fd, history);
}

int store_rollback(const struct store *store, const struct svcreg *stored, struct history *history,
		   const struct svcreg **reg)
{
	const struct svcreg *found = NULL;
	const void *data;
	size_t size;
	int err = find_former(store, stored, history, &found);

	if (err)
		return err;
	svcreg_image(found, &data, &size);
	err = files_write(store->fd, STORE_NEW_REGISTRY, data, size);
	if (!err)
		err = take_back(store, stored, history);
	if (!err)
		err = files_rename(store->fd, STORE_NEW_REGISTRY, STORE_REGISTRY);
	if (err) {
		in_folder_delete(store->fd, STORE_NEW_REGISTRY);
		svcreg_close(found);
	} else {
		*reg = found;
	}
	return err;
}

int store_clear(const struct store *store, const struct svcreg *stored, struct history *history)
{
	struct stat st;
	int err;

	if (fstatat(store->fd, STORE_REGISTRY, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	err = take_back(store, stored, history);
	if (!err)
		err = in_folder_delete(store->fd, STORE_REGISTRY);
	if (!err && fsync(store->fd) < 0)
		err = -errno;
	return err;
}
