/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int file_write(int fd, const void *data, size_t size)
{
	const char *from = data;

	while (size) {
		ssize_t n = write(fd, from, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		from += n;
		size -= (size_t)n;
	}
	return 0;
}

/* jansson's own reader of descriptors makes a system call for each byte. */
static size_t read_part(void *buffer, size_t size, void *data)
{
	const int *fd = data;
	const ssize_t n = read(*fd, buffer, size);

	return n < 0 ? (size_t)-1 : (size_t)n;
}

int file_read_json(int fd, off_t size_max, json_t **json)
{
	json_error_t error;
	json_t *document;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size > size_max)
		return -EINVAL;
	document = json_load_callback(read_part, &fd, JSON_REJECT_DUPLICATES, &error);
	if (!document)
		return json_error_code(&error) == json_error_out_of_memory ? -ENOMEM : -EINVAL;
	*json = document;
	return 0;
}

int file_lock(int folder, const char *name, int how, int *lock)
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

int file_delete(int folder, const char *name)
{
	return unlinkat(folder, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

void folder_sweep(int parent, const char *name, folder_keep *keep, const void *data)
{
	/* A second descriptor, because closedir() closes it. */
	const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *file;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((file = readdir(dir)))
		if (!keep(file->d_name, data))
			file_delete(fd, file->d_name);
	closedir(dir);
}
