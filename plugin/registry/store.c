/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "registry/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/trusted.h"
#include "registry/names.h"

/* Thirteen origins with texts as long as they may be. */
#define HISTORY_SIZE_MAX (1 << 20)

/* Written first, then renamed. The next change replaces one that a killed process left. */
#define NEW_REGISTRY STORE_REGISTRY ".new"
#define NEW_HISTORY STORE_HISTORY ".new"

/* Room for the name of any file in the store. */
#define NAME_SIZE (sizeof(STORE_FORMER) + IMAGE_ID_SIZE)

static void former_name(const char *id, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, STORE_FORMER "/%s", id);
}

static int make_folder(int at, const char *path)
{
	return mkdirat(at, path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

/* Make a folder and those above it, like mkdir -p; @path is as before afterwards. */
static int make_folder_path(int at, char *path)
{
	int err = 0;

	for (char *slash = strchr(path + 1, '/'); slash && !err; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		err = make_folder(at, path);
		*slash = '/';
	}
	return err ? err : make_folder(at, path);
}

static int make_public_folder(int at, const char *path)
{
	/* All users read the registry, whatever the caller's mask. */
	const mode_t mask = umask(022);
	char *copy = strdup(path);
	const int err = copy ? make_folder_path(at, copy) : -ENOMEM;

	free(copy);
	umask(mask);
	return err;
}

/* Write a new file that all users may read, and sync it; after a failure there is no such file. */
static int write_file(int folder, const char *name, const void *data, size_t size)
{
	int err = file_delete(folder, name);
	int fd;

	if (err)
		return err;
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = file_write(fd, data, size);
	if (!err && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	if (err)
		file_delete(folder, name);
	return err;
}

static int sync_former(int folder)
{
	const int fd = openat(folder, STORE_FORMER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* Link the stored image into "former" too. */
static int keep_stored(int folder, const char *id)
{
	char name[NAME_SIZE];
	int err = make_public_folder(folder, STORE_FORMER);

	if (err)
		return err;
	former_name(id, name);
	if (linkat(folder, STORE_REGISTRY, folder, name, 0) < 0)
		return errno == EEXIST ? 0 : -errno;
	return sync_former(folder);
}

static int replace_file(int folder, const char *from, const char *to)
{
	if (renameat(folder, from, folder, to) < 0)
		return -errno;
	return fsync(folder) < 0 ? -errno : 0;
}

static bool is_listed(const char *name, const void *history)
{
	return name[0] == '.' || history_find(history, name) < ((const struct history *)history)->n;
}

/* One that cannot be deleted does no harm. */
static void delete_unlisted(int folder, const struct history *history)
{
	folder_sweep(folder, STORE_FORMER, is_listed, history);
}

static int write_history(int folder, const struct history *history)
{
	json_t *json = history_json(history);
	char *text = json ? json_dumps(json, JSON_INDENT(1)) : NULL;
	int err = text ? write_file(folder, NEW_HISTORY, text, strlen(text)) : -ENOMEM;

	if (!err)
		err = replace_file(folder, NEW_HISTORY, STORE_HISTORY);
	free(text);
	json_decref(json);
	return err;
}

int store_open(bool make, struct store *store)
{
	const char *path = secure_getenv("NFTSVC_STATE");
	int err;

	if (!path || !*path)
		path = NFTSVC_STATE_DIR;
	err = make ? make_public_folder(AT_FDCWD, path) : 0;
	*store = STORE_NONE;
	store->path = path;
	return err ? err : trusted_open_folder(AT_FDCWD, path, 0, &store->fd);
}

int store_lock(struct store *store)
{
	return file_lock(store->fd, STORE_LOCK, LOCK_EX | LOCK_NB, &store->lock);
}

void store_close(struct store *store)
{
	if (store->lock >= 0)
		close(store->lock);
	if (store->fd >= 0)
		close(store->fd);
	*store = STORE_NONE;
}

/* Only we can rename files in the folder, so this is the file that is opened later. */
static int check_type(const struct store *store, const char *name, mode_t type)
{
	const int fd = openat(store->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int err;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0)
		err = -errno;
	else
		err = (st.st_mode & S_IFMT) == type ? trusted_only(fd) : -EINVAL;
	close(fd);
	return err;
}

int store_image(const struct store *store, struct arena *arena, const char *id, const char **path)
{
	char name[NAME_SIZE] = STORE_REGISTRY;
	int err = id ? check_type(store, STORE_FORMER, S_IFDIR) : 0;

	if (id)
		former_name(id, name);
	if (!err)
		err = check_type(store, name, S_IFREG);
	if (err)
		return err;
	*path = arena_printf(arena, "%s/%s", store->path, name);
	return *path ? 0 : -ENOMEM;
}

int store_open_registry(const struct store *store, const struct svcreg **reg,
			struct svcreg_error *why)
{
	struct arena arena = { 0 };
	const char *path;
	int err = store_image(store, &arena, NULL, &path);

	*why = (struct svcreg_error){ 0 };
	if (!err)
		err = svcreg_open_trusted(path, reg, why);
	arena_free(&arena);
	return err;
}

int store_read_history(const struct store *store, struct history *history)
{
	json_t *json = NULL;
	int err = check_type(store, STORE_HISTORY, S_IFREG);
	int fd;

	if (err)
		return err == -ENOENT ? 0 : err;
	fd = openat(store->fd, STORE_HISTORY, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = file_read_json(fd, HISTORY_SIZE_MAX, &json);
	close(fd);
	if (!err)
		err = history_parse(json, history);
	json_decref(json);
	if (err)
		history_free(history);
	return err;
}

void image_id(const struct svcreg *reg, char id[IMAGE_ID_SIZE])
{
	char sha256[SHA256_DIGEST_STRING_LENGTH];
	struct svcreg_info info;
	const void *data;
	size_t size;
	size_t len;

	svcreg_info(reg, &info);
	svcreg_image(reg, &data, &size);
	SHA256Data(data, size, sha256);
	len = strspn(info.date, "0123456789-");
	snprintf(id, IMAGE_ID_SIZE, "%.*s-%.16s", len > 10 ? 10 : (int)len,
		 len ? info.date : "undated", sha256);
}

/*
 * Changes of the store. Each ends with one rename or deletion of the image. The steps before
 * that only add files, and the next change deletes what a killed process left.
 */

/* Make the stored image one of the former ones, with a row in the history. */
static int keep_in_history(const struct store *store, const struct svcreg *stored,
			   struct history *history)
{
	struct origin unknown = { 0 };

	image_id(stored, unknown.id);
	if (history_find(history, unknown.id) == history->n)
		history_put(history, &unknown);
	return keep_stored(store->fd, unknown.id);
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
	new.withdrawn = false;
	same = former && is_image(former, new.id);
	svcreg_image(reg, &data, &size);
	if (!same)
		err = write_file(store->fd, NEW_REGISTRY, data, size);
	if (!err && former && !same)
		err = keep_in_history(store, former, history);
	if (!err) {
		history_put(history, &new);
		err = write_history(store->fd, history);
	}
	if (!err && !same)
		err = replace_file(store->fd, NEW_REGISTRY, STORE_REGISTRY);
	/* If nothing changed, a killed process may still have left one. */
	if (err || same)
		file_delete(store->fd, NEW_REGISTRY);
	if (!err)
		delete_unlisted(store->fd, history);
	return err;
}

/* Open a former image; -EINVAL if it is damaged or its name is wrong. */
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

/* Open the newest usable image that is older than the stored one. */
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
	/* If the history lacks the stored image, begin with the newest that was not withdrawn. */
	i = history_before(history, i < history->n ? i : SIZE_MAX);
	for (; i < history->n; i = history_before(history, i)) {
		err = open_former(store, history->origins[i].id, reg);
		if (err != -EINVAL)
			return err;
	}
	return -ENOENT;
}

static void mark_withdrawn(struct history *history, const struct svcreg *stored)
{
	char id[IMAGE_ID_SIZE];
	size_t at;

	image_id(stored, id);
	at = history_find(history, id);
	if (at < history->n)
		history->origins[at].withdrawn = true;
}

/* What a rollback does before it replaces the image. */
static int withdraw(const struct store *store, const struct svcreg *stored, struct history *history)
{
	int err = 0;

	if (stored)
		err = keep_in_history(store, stored, history);
	if (err)
		return err;
	if (stored)
		mark_withdrawn(history, stored);
	return write_history(store->fd, history);
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
	err = write_file(store->fd, NEW_REGISTRY, data, size);
	if (!err)
		err = withdraw(store, stored, history);
	if (!err)
		err = replace_file(store->fd, NEW_REGISTRY, STORE_REGISTRY);
	if (err) {
		file_delete(store->fd, NEW_REGISTRY);
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
	err = withdraw(store, stored, history);
	if (!err)
		err = file_delete(store->fd, STORE_REGISTRY);
	if (!err && fsync(store->fd) < 0)
		err = -errno;
	return err;
}
