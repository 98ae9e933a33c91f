/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void state_file(uint64_t file, char name[STATE_FILE_SIZE])
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

bool entry_has(const struct index_entry *entry, uint8_t family, const char *table, const char *set)
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
