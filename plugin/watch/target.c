/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run/state_json.h"
#include "watch/seen.h"

static const struct set *find_set(const struct state *state, const struct table *table,
				  const struct set *set)
{
	const struct table *found = state_table(state, table->family, table->name);

	return found ? table_set(found, set->name) : NULL;
}

/* Which applies it has, and of which sets: what each wanted never changes. */
static int hash_of_record(const struct record *record, uint64_t *hash)
{
	struct writer writer = { 0 };
	int err = 0;

	for (size_t i = 0; i < record->n; i++) {
		const struct applied *applied = &record->applies[i];

		writer_number(&writer, applied->boot_time);
		for (size_t j = 0; j < applied->state.n; j++) {
			const struct table *table = &applied->state.tables[j];

			writer_number(&writer, table->family);
			writer_text(&writer, table->name);
			for (size_t k = 0; k < table->n; k++)
				writer_text(&writer, table->sets[k].name);
		}
	}
	if (writer.failed)
		err = -ENOMEM;
	else
		*hash = seen_hash(writer.data ? writer.data : "", writer.len);
	writer_free(&writer);
	return err;
}

static int read_record(struct record *record, uint64_t *hash)
{
	int err = record_read(record);

	return err ? err : hash_of_record(record, hash);
}

/* Add a set to a state; with its elements, which stay whose they are. */
static int put_set(struct state *state, const struct table *from, const struct set *set, bool whole)
{
	struct table *table = state_table(state, from->family, from->name);
	struct set *copy;

	if (!table)
		table = state_add_table(state, from->family, from->name);
	copy = table ? table_add_set(state, table, set->name) : NULL;
	if (!copy)
		return -ENOMEM;
	if (whole) {
		const char *name = copy->name;

		table->ours = from->ours;
		*copy = *set;
		copy->name = name;
	}
	return 0;
}

/* Whether an apply was about the policies that are watched, or about one of the sets. */
static bool concerns(const struct applied *applied, const struct options *options,
		     const struct state *wanted)
{
	for (size_t i = 0; i < options->n_args; i++) {
		char *path = realpath(options->args[i], NULL);
		bool same = false;

		for (size_t j = 0; path && j < applied->n_policies; j++)
			same |= !strcmp(path, applied->policies[j]);
		free(path);
		if (same)
			return true;
	}
	for (size_t i = 0; i < applied->state.n; i++) {
		const struct table *table = &applied->state.tables[i];

		for (size_t j = 0; j < table->n; j++)
			if (find_set(wanted, table, &table->sets[j]))
				return true;
	}
	return false;
}

static int add_recorded(struct state *next, const struct record *record,
			const struct options *options, const struct state *wanted)
{
	int err = 0;

	for (size_t i = 0; i < record->n; i++) {
		const struct state *applied = &record->applies[i].state;

		if (!concerns(&record->applies[i], options, wanted))
			continue;
		for (size_t j = 0; j < applied->n; j++)
			for (size_t k = 0; !err && k < applied->tables[j].n; k++)
				err = put_set(next, &applied->tables[j],
					      &applied->tables[j].sets[k], true);
	}
	return err;
}

/* Sets that no apply was ever about stay; those that the record had were removed. */
static int add_unrecorded(struct state *next, const struct target *target,
			  const struct state *wanted)
{
	int err = 0;

	for (size_t i = 0; i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];

		for (size_t j = 0; !err && j < table->n; j++)
			if (!find_set(&target->known, table, &table->sets[j]) &&
			    !find_set(next, table, &table->sets[j]))
				err = put_set(next, table, &table->sets[j], true);
	}
	return err;
}

/* A copy that holds all its memory itself. */
static int state_copy(const struct state *state, struct state *copy)
{
	struct writer writer = { 0 };
	json_t *json = NULL;
	int err;

	state_json_put(&writer, state);
	if (!writer.failed)
		json = json_loadb(writer.data, writer.len, 0, NULL);
	err = json ? state_json_get(json, copy) : -ENOMEM;
	json_decref(json);
	writer_free(&writer);
	return err;
}

static int take_over(const struct target *target, const struct record *record,
		     const struct options *options, struct state *wanted)
{
	struct state next = { 0 }, copy = { 0 };
	int err;

	err = add_recorded(&next, record, options, wanted);
	if (!err)
		err = add_unrecorded(&next, target, wanted);
	if (!err)
		err = state_copy(&next, &copy);
	state_free(&next);
	if (err) {
		state_free(&copy);
		return err;
	}
	state_free(wanted);
	*wanted = copy;
	return 0;
}

static int keep_known(struct target *target, const struct record *record, uint64_t hash)
{
	struct state known = { 0 };
	int err = 0;

	for (size_t i = 0; i < record->n; i++) {
		const struct state *applied = &record->applies[i].state;

		for (size_t j = 0; j < applied->n; j++)
			for (size_t k = 0; !err && k < applied->tables[j].n; k++)
				err = put_set(&known, &applied->tables[j],
					      &applied->tables[j].sets[k], false);
	}
	if (err) {
		state_free(&known);
		return err;
	}
	state_free(&target->known);
	target->known = known;
	target->seen = hash;
	target->looked = true;
	return 0;
}

int target_update(struct target *target, const struct options *options, struct state *wanted,
		  bool *changed)
{
	struct record record = { 0 };
	uint64_t hash = 0;
	int err;

	*changed = false;
	err = read_record(&record, &hash);
	if (err)
		goto out;
	if (target->looked && hash != target->seen) {
		err = take_over(target, &record, options, wanted);
		*changed = !err;
	}
	if (!err && (!target->looked || *changed))
		err = keep_known(target, &record, hash);
	if (!err)
		record_mark_ran_out(&record, wanted, boot_time_now());
out:
	record_free(&record);
	return err;
}

int target_settle(struct target *target)
{
	struct record record = { 0 };
	uint64_t hash = 0;
	int err;

	err = read_record(&record, &hash);
	if (!err)
		err = keep_known(target, &record, hash);
	record_free(&record);
	return err;
}

void target_free(struct target *target)
{
	state_free(&target->known);
	*target = (struct target){ 0 };
}
