/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/message.h"
#include "base/trusted.h"

#define RUN_DIR "/run/nftsvc"
#define LOCK_NAME "lock"
#define TEMPORARY "new"

/* A whole registry's ports with all their counters are 10 MB. */
#define FILE_SIZE_MAX ((off_t)32 << 20)

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

/* A namespace's cookie is never given to another one; an inode's number is, after its end. */
static int folder_name(char *name, size_t size)
{
	const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);
	struct stat st;
	int err = -1;

	if (fd >= 0) {
		err = getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len);
		close(fd);
	}
	if (!err) {
		snprintf(name, size, "netns-%" PRIu64, cookie);
		return 0;
	}
	if (stat("/proc/thread-self/ns/net", &st) < 0)
		return -errno;
	snprintf(name, size, "netns-%ju-%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return 0;
}

static int open_directory(int at, const char *name, bool make, int flags, int *fd)
{
	if (make && mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	return trusted_open_folder(at, name, flags, fd);
}

static const char *folder_path(void)
{
	const char *path = getenv("NFTSVC_RUN");

	return path && *path ? path : RUN_DIR;
}

static const char *folder_failure(int err)
{
	const char *text = trust_failure(err);

	if (!text)
		text = err == -EINVAL ? "what is there is damaged" : strerror(-err);
	return text;
}

int folder_open(bool make, struct folder *folder)
{
	char name[64];
	int above = -1, err;

	err = folder_name(name, sizeof(name));
	if (!err)
		err = open_directory(AT_FDCWD, folder_path(), make, 0, &above);
	if (err)
		return err;
	folder->lock = -1;
	err = open_directory(above, name, make, O_NOFOLLOW, &folder->fd);
	close(above);
	return err;
}

int folder_lock(struct folder *folder)
{
	return file_lock(folder->fd, LOCK_NAME, LOCK_EX, &folder->lock);
}

int folder_try_lock(struct folder *folder)
{
	return file_lock(folder->fd, LOCK_NAME, LOCK_EX | LOCK_NB, &folder->lock);
}

void folder_unlock(struct folder *folder)
{
	if (folder->lock >= 0)
		close(folder->lock);
	folder->lock = -1;
}

void folder_close(struct folder *folder)
{
	folder_unlock(folder);
	if (folder->fd >= 0)
		close(folder->fd);
	*folder = FOLDER_NONE;
}

int folder_read(const struct folder *folder, const char *name, json_t **json)
{
	/* O_NONBLOCK: a pipe in its place must not hold us up. */
	const int fd = openat(folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int err;

	if (fd < 0)
		return errno == ELOOP ? -EINVAL : -errno;
	err = file_read_json(fd, FILE_SIZE_MAX, json);
	close(fd);
	return err;
}

int folder_write(const struct folder *folder, const char *name, const struct writer *writer)
{
	int err = 0;
	int fd;

	if (writer->failed)
		return -ENOMEM;
	/* Only who has the lock writes: what is there is left over from one that was killed. */
	if (unlinkat(folder->fd, TEMPORARY, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(folder->fd, TEMPORARY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = file_write(fd, writer->data, writer->len);
	if (close(fd) < 0 && !err)
		err = -errno;
	return err ? err : folder_rename(folder, TEMPORARY, name);
}

bool folder_has(const struct folder *folder, const char *name, uint64_t size)
{
	struct stat st;

	return fstatat(folder->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size == size;
}

int folder_rename(const struct folder *folder, const char *from, const char *to)
{
	return renameat(folder->fd, from, folder->fd, to) < 0 ? -errno : 0;
}

int folder_link(const struct folder *folder, const char *name, const char *second)
{
	return linkat(folder->fd, name, folder->fd, second, 0) < 0 ? -errno : 0;
}

int folder_delete(const struct folder *folder, const char *name)
{
	return file_delete(folder->fd, name);
}

/* Another run takes milliseconds; one that was stopped takes for ever. */
#define TRIES 200
#define PAUSE_NS 10000000

int folder_lock_wait(struct folder *folder)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	for (int i = 0; i < TRIES; i++) {
		int err = folder_try_lock(folder);

		if (err != -EAGAIN)
			return err;
		nanosleep(&pause, NULL);
	}
	say(LOG_WARNING, "another nftsvc is at work: waiting until it ends");
	return folder_lock(folder);
}

void folder_complain(const char *what, int err)
{
	const bool closed = err == -EACCES || err == -EPERM || err == -EOVERFLOW || err == -EROFS;

	complain("%s in %s: %s%s", what, folder_path(), folder_failure(err),
		 closed ? "; set NFTSVC_RUN to use a folder of your own" : "");
}
