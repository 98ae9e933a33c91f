/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run_folder.h"

#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

int make_run(void **state)
{
	char path[] = "/tmp/nftsvc-test-XXXXXX";

	(void)state;
	return mkdtemp(path) ? setenv("NFTSVC_RUN", path, 1) : -1;
}

static int delete_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	return remove(path);
}

int delete_run(void **state)
{
	(void)state;
	return nftw(getenv("NFTSVC_RUN"), delete_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct folder open_locked(void)
{
	struct folder folder = FOLDER_NONE;

	assert_int_equal(folder_open(true, &folder), 0);
	assert_int_equal(folder_lock(&folder), 0);
	return folder;
}

size_t count_files(const struct folder *folder, const char *prefix)
{
	DIR *dir = fdopendir(dup(folder->fd));
	const struct dirent *file;
	size_t n = 0;

	assert_non_null(dir);
	rewinddir(dir);
	while ((file = readdir(dir)))
		n += !strncmp(file->d_name, prefix, strlen(prefix));
	closedir(dir);
	return n;
}

void damage(const struct folder *folder, const char *name, const char *text)
{
	struct writer writer = { 0 };

	writer_put(&writer, text);
	assert_int_equal(folder_write(folder, name, &writer), 0);
	writer_free(&writer);
}
