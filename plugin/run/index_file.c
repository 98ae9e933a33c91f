/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/index_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define INDEX_NAME "record"

int index_parse(struct arena *arena, const json_t *json, struct indexes *indexes)
{
	int err = json_object_size(json) == 2 ? 0 : -EINVAL;

	if (!err)
		err = index_get(arena, json_object_get(json, "now"), &indexes->now);
	return err ? err : index_get(arena, json_object_get(json, "former"), &indexes->former);
}

int index_read(const struct folder *folder, struct arena *arena, struct indexes *indexes)
{
	json_t *json = NULL;
	int err = folder_read(folder, INDEX_NAME, &json);

	if (err == -ENOENT)
		return 0;
	if (!err)
		err = index_parse(arena, json, indexes);
	json_decref(json);
	return err;
}

static bool names_file(const struct index *index, const char *file)
{
	char name[STATE_FILE_SIZE];

	for (size_t i = 0; i < index->n; i++) {
		state_file(index->entries[i].file, name);
		if (!strcmp(name, file))
			return true;
	}
	return false;
}

/* One that cannot be deleted is in nobody's way. */
static void delete_unnamed(const struct folder *folder, const struct indexes *indexes)
{
	/* A descriptor of its own: closing the stream closes it. */
	const int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *file;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((file = readdir(dir)))
		if (!strncmp(file->d_name, "state-", 6) &&
		    !names_file(&indexes->now, file->d_name) &&
		    !names_file(&indexes->former, file->d_name))
			folder_delete(folder, file->d_name);
	closedir(dir);
}

int index_write(const struct folder *folder, const struct indexes *indexes)
{
	struct writer writer = { 0 };
	int err;

	writer_put(&writer, "{\"now\":");
	index_put(&writer, &indexes->now);
	writer_put(&writer, ",\n\"former\":");
	index_put(&writer, &indexes->former);
	writer_put(&writer, "}\n");
	err = folder_write(folder, INDEX_NAME, &writer);
	writer_free(&writer);
	if (!err)
		delete_unnamed(folder, indexes);
	return err;
}
