/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/record_index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "apply/state_json.h"
#include "base/file.h"

void index_state_file(uint64_t file, char name[STATE_FILE_SIZE])
{
	snprintf(name, STATE_FILE_SIZE, "state-%" PRIu64, file);
}

const struct index_entry *index_written(const struct index *index, uint64_t hash)
{
	for (size_t i = index->n; i-- > 0;)
		if (index->entries[i].hash == hash)
			return &index->entries[i];
	return NULL;
}

bool index_entry_has(const struct index_entry *entry, uint8_t family, const char *table,
		     const char *set)
{
	for (size_t i = 0; i < entry->n; i++)
		if (entry->sets[i].family == family && !strcmp(entry->sets[i].table, table) &&
		    !strcmp(entry->sets[i].set, set))
			return true;
	return false;
}

static bool state_has(const struct state *state, const struct set_name *name)
{
	return state_find_set(state, name->family, name->table, name->set);
}

/* Keeps those of an entry's sets that are, or are not, in a state. */
static void keep_sets(struct index_entry *entry, const struct state *sets, bool those)
{
	size_t kept = 0;

	for (size_t i = 0; i < entry->n; i++)
		if (state_has(sets, &entry->sets[i]) == those)
			entry->sets[kept++] = entry->sets[i];
	entry->n = kept;
}

void index_forget(struct index *index, const struct state *sets)
{
	size_t kept = 0;

	for (size_t i = 0; i < index->n; i++) {
		keep_sets(&index->entries[i], sets, false);
		if (index->entries[i].n)
			index->entries[kept++] = index->entries[i];
	}
	index->n = kept;
}

static struct index_entry *find_entry(const struct index *index, uint64_t id)
{
	for (size_t i = 0; i < index->n; i++)
		if (index->entries[i].id == id)
			return &index->entries[i];
	return NULL;
}

static int take_set(struct arena *arena, struct index_entry *entry, const struct set_name *set)
{
	struct set_name *sets = arena_grow(arena, entry->sets, entry->n, &entry->room,
					   sizeof(*sets));

	if (!sets)
		return -ENOMEM;
	entry->sets = sets;
	sets[entry->n++] = *set;
	return 0;
}

/* An empty entry like @from, where its id belongs. */
static struct index_entry *insert_entry(struct arena *arena, struct index *index,
					const struct index_entry *from)
{
	struct index_entry *entries = arena_grow(arena, index->entries, index->n, &index->room,
						 sizeof(*entries));
	size_t at = index->n;

	if (!entries)
		return NULL;
	index->entries = entries;
	for (; at && entries[at - 1].id > from->id; at--)
		entries[at] = entries[at - 1];
	index->n++;
	entries[at] = *from;
	entries[at].sets = NULL;
	entries[at].n = entries[at].room = 0;
	return &entries[at];
}

int index_take(struct arena *arena, struct index *index, const struct index *from,
	       const struct state *sets)
{
	int err = 0;

	index_forget(index, sets);
	for (size_t i = 0; !err && i < from->n; i++) {
		const struct index_entry *other = &from->entries[i];
		struct index_entry *entry = find_entry(index, other->id);

		for (size_t j = 0; !err && j < other->n; j++) {
			if (!state_has(sets, &other->sets[j]))
				continue;
			if (!entry)
				entry = insert_entry(arena, index, other);
			err = entry ? take_set(arena, entry, &other->sets[j]) : -ENOMEM;
		}
	}
	return err;
}

/* No id is used again, though all be forgotten: what a rollback comes back to may still have it. */
uint64_t index_next(const struct index *index, uint64_t now)
{
	const uint64_t last = index->n ? index->entries[index->n - 1].id : 0;

	return now > last ? now : last + 1;
}

static void put_sets(struct writer *writer, const struct index_entry *entry)
{
	for (size_t i = 0; i < entry->n; i++) {
		writer_put(writer, i ? ",[" : "[");
		family_put(writer, entry->sets[i].family);
		writer_put(writer, ",");
		writer_text(writer, entry->sets[i].table);
		writer_put(writer, ",");
		writer_text(writer, entry->sets[i].set);
		writer_put(writer, "]");
	}
}

static void put_number(struct writer *writer, const char *name, uint64_t number)
{
	writer_put(writer, name);
	writer_number(writer, number);
}

static void put_entry(struct writer *writer, const struct index_entry *entry)
{
	put_number(writer, "{\"id\":", entry->id);
	put_number(writer, ",\"file\":", entry->file);
	put_number(writer, ",\"size\":", entry->size);
	put_number(writer, ",\"hash\":", entry->hash);
	put_number(writer, ",\"when\":", entry->when);
	put_number(writer, ",\"boot_time\":", entry->boot_time);
	writer_put(writer, ",\"registry\":");
	writer_text(writer, entry->registry);
	writer_put(writer, ",\"registry_date\":");
	writer_text(writer, entry->registry_date);
	writer_put(writer, ",\"policies\":[");
	for (size_t i = 0; i < entry->n_policies; i++) {
		writer_put(writer, i ? "," : "");
		writer_text(writer, entry->policies[i]);
	}
	writer_put(writer, "],\"sets\":[");
	put_sets(writer, entry);
	writer_put(writer, "]}");
}

void index_put(struct writer *writer, const struct index *index)
{
	writer_put(writer, "[");
	for (size_t i = 0; i < index->n; i++) {
		writer_put(writer, i ? ",\n" : "\n");
		put_entry(writer, &index->entries[i]);
	}
	writer_put(writer, "]");
}

/* A text that is there. */
static int get_text(struct arena *arena, const json_t *json, const char **text)
{
	int err = json_get_text(arena, json, text);

	return !err && !*text ? -EINVAL : err;
}

static int get_set(struct arena *arena, const json_t *json, struct set_name *name)
{
	int err = json_array_size(json) == 3 ? 0 : -EINVAL;

	if (!err)
		err = family_get(json_array_get(json, 0), &name->family);
	if (!err)
		err = get_text(arena, json_array_get(json, 1), &name->table);
	return err ? err : get_text(arena, json_array_get(json, 2), &name->set);
}

static int get_sets(struct arena *arena, const json_t *json, struct index_entry *entry)
{
	const size_t n = json_array_size(json);
	int err = 0;

	if (!n)
		return -EINVAL;
	for (; !err && entry->n < n; entry->n++) {
		/* It may be grown later on. */
		struct set_name *sets = arena_grow(arena, entry->sets, entry->n, &entry->room,
						   sizeof(*sets));

		if (!sets)
			return -ENOMEM;
		entry->sets = sets;
		err = get_set(arena, json_array_get(json, entry->n), &sets[entry->n]);
	}
	return err;
}

static int get_policies(struct arena *arena, const json_t *json, struct index_entry *entry)
{
	const size_t n = json_array_size(json);
	int err = json_is_array(json) ? 0 : -EINVAL;

	if (!err && n) {
		entry->policies = arena_alloc(arena, n * sizeof(*entry->policies));
		err = entry->policies ? 0 : -ENOMEM;
	}
	for (; !err && entry->n_policies < n; entry->n_policies++)
		err = get_text(arena, json_array_get(json, entry->n_policies),
			       &entry->policies[entry->n_policies]);
	return err;
}

static int get_entry(struct arena *arena, const json_t *json, struct index_entry *entry)
{
	int err;

	err = json_object_size(json) == 10 ? 0 : -EINVAL;
	if (!err)
		err = json_get_number(json_object_get(json, "id"), INT64_MAX - 1, &entry->id);
	if (!err)
		err = json_get_number(json_object_get(json, "file"), entry->id, &entry->file);
	if (!err)
		err = json_get_number(json_object_get(json, "size"), INT64_MAX, &entry->size);
	if (!err)
		err = json_get_number(json_object_get(json, "hash"), INT64_MAX, &entry->hash);
	if (!err)
		err = json_get_number(json_object_get(json, "when"), INT64_MAX, &entry->when);
	if (!err)
		err = json_get_number(json_object_get(json, "boot_time"), INT64_MAX,
				      &entry->boot_time);
	if (!err)
		err = get_text(arena, json_object_get(json, "registry"), &entry->registry);
	if (!err)
		err = get_text(arena, json_object_get(json, "registry_date"),
			       &entry->registry_date);
	if (!err)
		err = get_policies(arena, json_object_get(json, "policies"), entry);
	return err ? err : get_sets(arena, json_object_get(json, "sets"), entry);
}

int index_get(struct arena *arena, const json_t *json, struct index *index)
{
	const size_t n = json_array_size(json);
	int err = json_is_array(json) ? 0 : -EINVAL;

	for (; !err && index->n < n; index->n++) {
		/* It may be grown later on. */
		struct index_entry *entries = arena_grow(arena, index->entries, index->n,
							 &index->room, sizeof(*entries));
		struct index_entry *entry;

		if (!entries)
			return -ENOMEM;
		index->entries = entries;
		entry = &entries[index->n];
		*entry = (struct index_entry){ 0 };
		err = get_entry(arena, json_array_get(json, index->n), entry);
		if (!err && index->n && entry[-1].id >= entry->id)
			err = -EINVAL;
	}
	return err;
}

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
		index_state_file(index->entries[i].file, name);
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
