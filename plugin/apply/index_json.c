/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An index as JSON and back:
 *
 *	[{"id":7,"file":7,"size":3102,"hash":1234567890123456789,
 *	  "when":1790000000,"boot_time":81234,"registry":"built-in","registry_date":"2026-08-01","policies":["/etc/nftsvc/web.policy"],
 *	  "sets":[["inet","filter","web"]]}]
 */
#include <errno.h>

#include "apply/index.h"
#include "apply/state_json.h"

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
