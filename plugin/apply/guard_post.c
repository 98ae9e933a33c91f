/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is on guard: a lock says so, which ends with the process whatever ends it.
 * All guards of a folder share one file, and each has the byte of its own that
 * its apply's id names: one that is about to end is in no other one's way.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "apply/guard.h"

#define POSTS_NAME "guards"

static struct flock post_of(const char *id)
{
	return (struct flock){
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = (off_t)(strtoull(id, NULL, 16) & INT64_MAX) / 2,
		.l_len = 1,
	};
}

static int open_posts(const struct folder *folder)
{
	const int fd = openat(folder->fd, POSTS_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			      0600);

	return fd < 0 ? -errno : fd;
}

int guard_take_post(const struct folder *folder, const char *id)
{
	struct flock post = post_of(id);
	const int fd = open_posts(folder);
	int err;

	if (fd < 0 || fcntl(fd, F_OFD_SETLK, &post) == 0)
		return fd;
	err = errno == EACCES ? -EAGAIN : -errno;
	close(fd);
	return err;
}

bool guard_is_there(const struct folder *folder, const char *id)
{
	struct flock post = post_of(id);
	const int fd = open_posts(folder);
	bool is;

	if (fd < 0)
		return true;
	is = fcntl(fd, F_OFD_GETLK, &post) < 0 || post.l_type != F_UNLCK;
	close(fd);
	return is;
}
