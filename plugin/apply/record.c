/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "apply/record_index.h"
#include "apply/state_json.h"

uint64_t boot_time_now(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Without the sets that were applied again since. */
static void drop_others(struct state *state, const struct index_entry *entry)
{
	size_t n = 0;

	for (size_t i = 0; i < state->n; i++) {
		struct table *table = &state->tables[i];
		size_t kept = 0;

		for (size_t j = 0; j < table->n; j++)
			if (index_entry_has(entry, table->family, table->name, table->sets[j].name))
				table->sets[kept++] = table->sets[j];
		table->n = kept;
		if (kept)
			state->tables[n++] = *table;
	}
	state->n = n;
}

static int read_applied(const struct folder *folder, const struct index_entry *entry,
			struct applied *applied)
{
	char name[STATE_FILE_SIZE];
	json_t *json = NULL;
	int err;

	*applied = (struct applied){
		.when = entry->when,
		.boot_time = entry->boot_time,
		.registry = entry->registry,
		.registry_date = entry->registry_date,
		.policies = entry->policies,
		.n_policies = entry->n_policies,
	};
	index_state_file(entry->file, name);
	err = folder_read(folder, name, &json);
	if (!err)
		err = state_json_get(json, &applied->state);
	json_decref(json);
	drop_others(&applied->state, entry);
	return err;
}

/* A writer can come between what we read of the index and the states it names: then again. */
#define READ_ATTEMPTS 8

static int read_applies(const struct folder *folder, struct record *record)
{
	struct indexes indexes = { 0 };
	int err = index_read(folder, &record->arena, &indexes);

	if (err || !indexes.now.n)
		return err;
	record->applies = arena_alloc(&record->arena, indexes.now.n * sizeof(*record->applies));
	if (!record->applies)
		return -ENOMEM;
	while (!err && record->n < indexes.now.n) {
		err = read_applied(folder, &indexes.now.entries[record->n],
				   &record->applies[record->n]);
		record->n++;
	}
	return err;
}

int record_read(struct record *record)
{
	struct folder folder = FOLDER_NONE;
	int err = folder_open(false, &folder);

	if (err)
		return err == -ENOENT ? 0 : err;
	for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
		err = read_applies(&folder, record);
		if (err)
			record_free(record);
		if (err != -ENOENT)
			break;
	}
	folder_close(&folder);
	return err == -ENOENT ? -EINVAL : err;
}

void record_free(struct record *record)
{
	for (size_t i = 0; i < record->n; i++)
		state_free(&record->applies[i].state);
	arena_free(&record->arena);
	*record = (struct record){ 0 };
}

static int name_sets(struct arena *arena, const struct state *state, struct index_entry *entry)
{
	for (size_t i = 0; i < state->n; i++) {
		const struct table *table = &state->tables[i];

		for (size_t j = 0; j < table->n; j++) {
			struct set_name *sets;

			sets = arena_grow(arena, entry->sets, entry->n, &entry->room,
					  sizeof(*sets));
			if (!sets)
				return -ENOMEM;
			entry->sets = sets;
			sets[entry->n++] = (struct set_name){ table->family, table->name,
							      table->sets[j].name };
		}
	}
	return 0;
}

static int write_state(const struct folder *folder, const struct state *state,
		       struct index_entry *entry)
{
	struct writer writer = { 0 };
	char name[STATE_FILE_SIZE];
	int err;

	entry->file = entry->id;
	index_state_file(entry->file, name);
	state_json_put(&writer, state);
	entry->size = writer.len;
	err = folder_write(folder, name, &writer);
	writer_free(&writer);
	return err;
}

/* Most applies change nothing: what is in a file already is not written again. */
static bool find_file(const struct folder *folder, const struct index *index,
		      struct index_entry *entry)
{
	const struct index_entry *written = index_written(index, entry->hash);
	char name[STATE_FILE_SIZE];

	if (!written)
		return false;
	index_state_file(written->file, name);
	if (!folder_has(folder, name, written->size))
		return false;
	entry->file = written->file;
	entry->size = written->size;
	return true;
}

static int make_entry(struct arena *arena, const struct index *index, const struct applied *applied,
		      struct index_entry *entry)
{
	*entry = (struct index_entry){
		.id = index_next(index, applied->boot_time),
		/* As large as numbers in JSON are. */
		.hash = state_hash(&applied->state) >> 1,
		.when = applied->when,
		.boot_time = applied->boot_time,
		.registry = applied->registry,
		.registry_date = applied->registry_date,
		.policies = applied->policies,
		.n_policies = applied->n_policies,
	};
	return name_sets(arena, &applied->state, entry);
}

static int add_entry(struct arena *arena, struct index *index, const struct index_entry *entry)
{
	struct index_entry *entries = arena_grow(arena, index->entries, index->n, &index->room,
						 sizeof(*entries));

	if (!entries)
		return -ENOMEM;
	index->entries = entries;
	entries[index->n++] = *entry;
	return 0;
}

/* A damaged record counts as none. */
static int read_indexes(const struct folder *folder, struct arena *arena, struct indexes *indexes)
{
	int err = index_read(folder, arena, indexes);

	if (err == -EINVAL) {
		*indexes = (struct indexes){ 0 };
		return 0;
	}
	return err;
}

static int write_swept(const struct folder *folder, const struct indexes *indexes)
{
	int err = index_write(folder, indexes);

	if (!err)
		index_sweep(folder, indexes);
	return err;
}

int record_add(const struct folder *folder, const struct applied *applied)
{
	struct indexes indexes = { 0 };
	struct arena arena = { 0 };
	struct index_entry entry = { 0 };
	int err;

	err = read_indexes(folder, &arena, &indexes);
	if (!err)
		err = make_entry(&arena, &indexes.now, applied, &entry);
	if (err || !entry.n)
		goto out;
	if (!find_file(folder, &indexes.now, &entry))
		err = write_state(folder, &applied->state, &entry);
	index_forget(&indexes.now, &applied->state);
	if (!err)
		err = add_entry(&arena, &indexes.now, &entry);
	if (!err)
		err = write_swept(folder, &indexes);
out:
	arena_free(&arena);
	return err;
}

int record_forget(const struct folder *folder, const struct state *removed)
{
	struct indexes indexes = { 0 };
	struct arena arena = { 0 };
	int err;

	err = read_indexes(folder, &arena, &indexes);
	index_forget(&indexes.now, removed);
	if (!err)
		err = write_swept(folder, &indexes);
	arena_free(&arena);
	return err;
}

int record_save_former(const struct folder *folder)
{
	struct indexes indexes = { 0 };
	struct arena arena = { 0 };
	int err;

	err = read_indexes(folder, &arena, &indexes);
	indexes.former = indexes.now;
	if (!err)
		err = index_write(folder, &indexes);
	arena_free(&arena);
	return err;
}

int record_restore(const struct folder *folder, const struct state *sets)
{
	struct indexes indexes = { 0 };
	struct arena arena = { 0 };
	int err;

	err = read_indexes(folder, &arena, &indexes);
	if (!err)
		err = index_take(&arena, &indexes.now, &indexes.former, sets);
	if (!err)
		err = write_swept(folder, &indexes);
	arena_free(&arena);
	return err;
}

const struct applied *record_find(const struct record *record, uint8_t family, const char *table,
				  const char *set)
{
	for (size_t i = record->n; i-- > 0;)
		if (state_find_set(&record->applies[i].state, family, table, set))
			return &record->applies[i];
	return NULL;
}

const char *applied_policies(struct arena *arena, const struct applied *applied,
			     const char *separator)
{
	const char *text = "";

	for (size_t i = 0; text && i < applied->n_policies; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? separator : "",
				    applied->policies[i]);
	return text;
}
