/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/in_folder.h"
#include "base/json_file.h"
#include "base/trusted.h"
#include "store/files.h"

/* Thirteen origins with texts as long as they may be. */
#define HISTORY_SIZE_MAX (1 << 20)

int store_open(bool make, struct store *store)
{
	const char *path = secure_getenv("NFTSVC_STATE");
	int err;

	if (!path || !*path)
		path = NFTSVC_STATE_DIR;
	err = make ? files_make_folder(AT_FDCWD, path) : 0;
	*store = STORE_NONE;
	store->path = path;
	return err ? err : trusted_open_folder(AT_FDCWD, path, 0, &store->fd);
}

int store_lock(struct store *store)
{
	return in_folder_lock(store->fd, STORE_LOCK, LOCK_EX | LOCK_NB, &store->lock);
}

void store_close(struct store *store)
{
	if (store->lock >= 0)
		close(store->lock);
	if (store->fd >= 0)
		close(store->fd);
	*store = STORE_NONE;
}

/* Nobody else can rename anything in the folder, so this is the file that is opened later. */
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

static int check_file(const struct store *store, const char *name)
{
	return check_type(store, name, S_IFREG);
}

int store_image(const struct store *store, struct arena *arena, const char *id, const char **path)
{
	char name[STORE_NAME_SIZE] = STORE_REGISTRY;
	int err = id ? check_type(store, STORE_FORMER, S_IFDIR) : 0;

	if (id)
		former_name(id, name);
	if (!err)
		err = check_file(store, name);
	if (err)
		return err;
	*path = arena_printf(arena, "%s/%s", store->path, name);
	return *path ? 0 : -ENOMEM;
}

int store_read_history(const struct store *store, struct history *history)
{
	json_t *json = NULL;
	int err = check_file(store, STORE_HISTORY);
	int fd;

	if (err)
		return err == -ENOENT ? 0 : err;
	fd = openat(store->fd, STORE_HISTORY, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = json_file_read(fd, HISTORY_SIZE_MAX, &json);
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
