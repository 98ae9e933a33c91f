/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Locks as they lie beside their policies. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock/lock.h"
#include "policy/source.h"

const char *lock_path(struct arena *arena, const char *policy)
{
	return arena_printf(arena, "%s" LOCK_SUFFIX, policy);
}

/* What is not there locks nothing; a link that leads nowhere is no file that is not there. */
static int open_lock(const char *path, int *fd)
{
	/* What is no regular file must not make us wait before we see it. */
	const int opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const int err = opened < 0 ? -errno : 0;
	struct stat status;

	*fd = opened;
	return err == -ENOENT && lstat(path, &status) < 0 && errno == ENOENT ? 1 : err;
}

/* 1: what is wrong with the file was reported. */
static int fill(int fd, struct arena *arena, struct source *source, struct diags *diags)
{
	struct stat status;
	int err;

	if (fstat(fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode)) {
		diag_add(diags, DIAG_ERROR, &(struct location){ .source = source },
			 "this is no regular file");
		return 1;
	}
	err = source_fill(fd, arena, source, diags);
	return err == -EFBIG ? 1 : err;
}

int lock_read(struct arena *arena, const char *path, struct lock **lock, struct diags *diags)
{
	struct source *source;
	int err, fd;

	*lock = NULL;
	err = open_lock(path, &fd);
	if (err > 0)
		return err;
	source = source_new(arena, path, diags);
	if (!source)
		err = -ENOMEM;
	else if (!err)
		err = fill(fd, arena, source, diags);
	if (fd >= 0)
		close(fd);
	if (err == 0)
		return lock_parse(arena, source, lock, diags);
	if (err < 0 && err != -ENOMEM)
		diag_add(diags, DIAG_ERROR, &(struct location){ .source = source }, "%s",
			 strerror(-err));
	return err < 0 ? err : 0;
}
