/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which applies the sets of a namespace have their content from. What each
 * apply wanted is in a file of its own, which is written once: an apply of a
 * large set costs one file, however much else is known.
 */
#ifndef NFTSVC_RECORD_INDEX_H
#define NFTSVC_RECORD_INDEX_H

#include <jansson.h>
#include <stdint.h>

#include "apply/folder.h"
#include "apply/record.h"
#include "base/arena.h"

/** A set by its name. */
struct set_name {
	uint8_t family;
	const char *table;
	const char *set;
};

/** One apply: all but what it wanted, which is in a file that index_state_file() names. */
struct index_entry {
	uint64_t id; /* grows with each apply */
	/* The file of what it wanted: its own, or that of an earlier apply that wanted the same. */
	uint64_t file;
	uint64_t size; /* of the file, in bytes */
	uint64_t hash; /* of the state in it */
	uint64_t when;
	uint64_t boot_time;
	const char *registry;
	const char *registry_date;
	const char **policies;
	size_t n_policies;
	struct set_name *sets; /* those that no later apply was about */
	size_t n;
	size_t room;
};

struct index {
	struct index_entry *entries; /* the oldest first, none without sets */
	size_t n;
	size_t room;
};

/** Room for index_state_file(). */
#define STATE_FILE_SIZE 32

/** index_state_file - the name of an entry's file */
void index_state_file(uint64_t file, char name[STATE_FILE_SIZE]);

/** index_get - an index of what was read; 0, -EINVAL or -ENOMEM */
int index_get(struct arena *arena, const json_t *json, struct index *index);

/** index_put - write an index */
void index_put(struct writer *writer, const struct index *index);

/** index_written - an entry with a state of this hash, or NULL */
const struct index_entry *index_written(const struct index *index, uint64_t hash);

/** index_entry_has - whether an entry is about a set */
bool index_entry_has(const struct index_entry *entry, uint8_t family, const char *table,
		     const char *set);

/** index_forget - take the sets of a state out of an index */
void index_forget(struct index *index, const struct state *sets);

/**
 * index_take - replace the entries of some sets by those of another index
 * @from: borrowed, as long as @index is used
 *
 * Return: 0 or -ENOMEM.
 */
int index_take(struct arena *arena, struct index *index, const struct index *from,
	       const struct state *sets);

/** index_next - the id for an apply now, in milliseconds since the machine started */
uint64_t index_next(const struct index *index, uint64_t now);

/** The current state, and the one that a rollback restores. */
struct indexes {
	struct index now;
	struct index former;
};

/** index_parse - both out of what was read; 0, -EINVAL or -ENOMEM */
int index_parse(struct arena *arena, const json_t *json, struct indexes *indexes);

/** index_read - read them; none if there is no file; 0, -EINVAL, -ENOMEM, or what reading gave */
int index_read(const struct folder *folder, struct arena *arena, struct indexes *indexes);

/** index_write - write them; 0 or -errno */
int index_write(const struct folder *folder, const struct indexes *indexes);

/** index_sweep - delete the states that neither names */
void index_sweep(const struct folder *folder, const struct indexes *indexes);

#endif
