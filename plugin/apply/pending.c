/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/pending.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "apply/state_json.h"

/* When the last apply that waited was rolled back. */
#define RETURNED_FILE "returned"

int pending_new(struct pending *pending)
{
	uint64_t random = 0;

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return -errno;
	snprintf(pending->id, sizeof(pending->id), "%016" PRIx64, random);
	return 0;
}

static int get_id(const json_t *json, char id[PENDING_ID_SIZE])
{
	const char *text = json_string_value(json);

	if (!text || strlen(text) != PENDING_ID_SIZE - 1 ||
	    strspn(text, "0123456789abcdef") != PENDING_ID_SIZE - 1)
		return -EINVAL;
	memcpy(id, text, PENDING_ID_SIZE);
	return 0;
}

int pending_parse(const json_t *json, struct pending *pending)
{
	int err = json_object_size(json) == 4 ? 0 : -EINVAL;

	if (!err)
		err = get_id(json_object_get(json, "id"), pending->id);
	if (!err)
		err = json_get_number(json_object_get(json, "until"), INT64_MAX, &pending->until);
	if (!err)
		err = json_get_number(json_object_get(json, "deadline"), INT64_MAX,
				      &pending->deadline);
	return err ? err : snapshot_get(json_object_get(json, "snapshot"), &pending->snapshot);
}

int pending_read(const struct folder *folder, const char *file, struct pending *pending)
{
	json_t *json = NULL;
	int err = folder_read(folder, file, &json);

	if (!err)
		err = pending_parse(json, pending);
	json_decref(json);
	if (err)
		pending_free(pending);
	return err;
}

int pending_write(const struct folder *folder, const char *file, const struct pending *pending)
{
	const bool waits = !strcmp(file, PENDING_FILE);
	struct writer writer = { 0 };
	int err;

	writer_put(&writer, "{\"id\":");
	writer_text(&writer, pending->id);
	writer_put(&writer, ",\"until\":");
	writer_number(&writer, pending->until);
	writer_put(&writer, ",\"deadline\":");
	writer_number(&writer, pending->deadline);
	writer_put(&writer, ",\"snapshot\":");
	snapshot_put(&writer, &pending->snapshot);
	writer_put(&writer, "}\n");
	err = folder_write(folder, file, &writer);
	writer_free(&writer);
	if (!err)
		err = folder_delete(folder, waits ? FORMER_FILE : PENDING_FILE);
	return err ? err : folder_delete(folder, RETURNED_FILE);
}

int pending_note_rollback(const struct folder *folder, uint64_t when)
{
	struct writer writer = { 0 };
	int err;

	writer_put(&writer, "{\"when\":");
	writer_number(&writer, when);
	writer_put(&writer, "}\n");
	err = folder_write(folder, RETURNED_FILE, &writer);
	writer_free(&writer);
	return err;
}

uint64_t pending_rolled_back_at(const struct folder *folder)
{
	uint64_t when = 0;
	json_t *json = NULL;

	if (folder_read(folder, RETURNED_FILE, &json) == 0 &&
	    json_get_number(json_object_get(json, "when"), INT64_MAX, &when))
		when = 0;
	json_decref(json);
	return when;
}

bool pending_is(const struct folder *folder, const char *id)
{
	json_t *json = NULL;
	const char *found;
	bool is;

	if (folder_read(folder, PENDING_FILE, &json))
		return false;
	found = json_string_value(json_object_get(json, "id"));
	is = found && !strcmp(found, id);
	json_decref(json);
	return is;
}

int pending_confirm(const struct folder *folder)
{
	return folder_rename(folder, PENDING_FILE, FORMER_FILE);
}

void pending_free(struct pending *pending)
{
	snapshot_free(&pending->snapshot);
	*pending = (struct pending){ 0 };
}
