/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/json_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* jansson's own reading of a descriptor takes a system call for each byte. */
static size_t read_part(void *buffer, size_t size, void *data)
{
	const int *fd = data;
	const ssize_t n = read(*fd, buffer, size);

	return n < 0 ? (size_t)-1 : (size_t)n;
}

int json_file_read(int fd, off_t size_max, json_t **json)
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
