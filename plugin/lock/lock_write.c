/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A lock's file, put in the place of the one before. */
#include "lock/lock_write.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/write_all.h"

/* A new file is as any other that its owner makes. */
static mode_t new_mode(void)
{
	const mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* The rights and the owner of the file before: who runs this as root leaves it to whose it is. */
static int copy_rights(int fd, const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return errno == ENOENT && fchmod(fd, new_mode()) == 0 ? 0 : -errno;
	if (!S_ISREG(status.st_mode))
		return -EEXIST;
	if (geteuid() == 0 && fchown(fd, status.st_uid, status.st_gid) < 0)
		return -errno;
	return fchmod(fd, status.st_mode & 0777) < 0 ? -errno : 0;
}

/* Write a file that nobody looks for yet. */
static int write_new(int fd, const char *path, const char *text, size_t size)
{
	int err = write_all(fd, text, size);

	if (!err)
		err = copy_rights(fd, path);
	if (!err && fsync(fd) < 0)
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	return err;
}

int lock_write(struct arena *arena, const char *path, const char *text, size_t size)
{
	char *temporary = arena_printf(arena, "%s.XXXXXX", path);
	char *copy = arena_strndup(arena, path, strlen(path));
	int folder, fd, err = 0;

	if (!temporary || !copy)
		return -ENOMEM;
	folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fd = folder < 0 ? -1 : mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		goto out;
	}
	err = write_new(fd, path, text, size);
	if (!err && rename(temporary, path) < 0)
		err = -errno;
	if (err)
		unlink(temporary);
	else if (fsync(folder) < 0)
		err = -errno;
out:
	if (folder >= 0)
		close(folder);
	return err;
}
