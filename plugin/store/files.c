/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/in_folder.h"
#include "base/write_all.h"

void former_name(const char *id, char name[STORE_NAME_SIZE])
{
	snprintf(name, STORE_NAME_SIZE, STORE_FORMER "/%s", id);
}

static int make_one(int at, const char *path)
{
	return mkdirat(at, path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

static int make_folders(int at, char *path)
{
	int err = 0;

	/* Those above it first, as far as they are missing. */
	for (char *slash = strchr(path + 1, '/'); slash && !err; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		err = make_one(at, path);
		*slash = '/';
	}
	return err ? err : make_one(at, path);
}

int files_make_folder(int at, const char *path)
{
	/* Whatever the mask of who runs us: all users read the registry. */
	const mode_t mask = umask(022);
	char *copy = strdup(path);
	const int err = copy ? make_folders(at, copy) : -ENOMEM;

	free(copy);
	umask(mask);
	return err;
}

int files_write(int folder, const char *name, const void *data, size_t size)
{
	int err = in_folder_delete(folder, name);
	int fd;

	if (err)
		return err;
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = write_all(fd, data, size);
	if (!err && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	if (err)
		in_folder_delete(folder, name);
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

int files_keep(int folder, const char *id)
{
	char name[STORE_NAME_SIZE];
	int err = files_make_folder(folder, STORE_FORMER);

	if (err)
		return err;
	former_name(id, name);
	if (linkat(folder, STORE_REGISTRY, folder, name, 0) < 0)
		return errno == EEXIST ? 0 : -errno;
	return sync_former(folder);
}

int files_rename(int folder, const char *from, const char *to)
{
	if (renameat(folder, from, folder, to) < 0)
		return -errno;
	return fsync(folder) < 0 ? -errno : 0;
}

static bool is_kept(const char *name, const void *history)
{
	return name[0] == '.' || history_find(history, name) < ((const struct history *)history)->n;
}

void files_delete_former(int folder, const struct history *history)
{
	in_folder_sweep(folder, STORE_FORMER, is_kept, history);
}

int files_write_history(int folder, const struct history *history)
{
	json_t *json = history_json(history);
	char *text = json ? json_dumps(json, JSON_INDENT(1)) : NULL;
	int err = text ? files_write(folder, STORE_NEW_HISTORY, text, strlen(text)) : -ENOMEM;

	if (!err)
		err = files_rename(folder, STORE_NEW_HISTORY, STORE_HISTORY);
	free(text);
	json_decref(json);
	return err;
}
