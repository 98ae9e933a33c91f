/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/in_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int in_folder_lock(int folder, const char *name, int how, int *lock)
{
	const int fd = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int err;

	if (fd < 0)
		return -errno;
	do
		err = flock(fd, how) < 0 ? -errno : 0;
	while (err == -EINTR);
	if (err)
		close(fd);
	else
		*lock = fd;
	return err;
}

int in_folder_delete(int folder, const char *name)
{
	return unlinkat(folder, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

void in_folder_sweep(int folder, const char *name, in_folder_keep *keep, const void *data)
{
	/* A descriptor of its own: closing the stream closes it. */
	const int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *file;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((file = readdir(dir)))
		if (!keep(file->d_name, data))
			in_folder_delete(fd, file->d_name);
	closedir(dir);
}
