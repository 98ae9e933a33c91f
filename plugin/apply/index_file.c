/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/index_file.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"

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
	int err = folder_read(folder, RECORD_FILE, &json);

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

/* What is no state, and those that an apply is known by. */
static bool is_named(const char *file, const void *data)
{
	const struct indexes *indexes = data;

	return strncmp(file, "state-", 6) != 0 || names_file(&indexes->now, file) ||
	       names_file(&indexes->former, file);
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
	err = folder_write(folder, RECORD_FILE, &writer);
	writer_free(&writer);
	return err;
}

void index_sweep(const struct folder *folder, const struct indexes *indexes)
{
	folder_sweep(folder->fd, ".", is_named, indexes);
}
