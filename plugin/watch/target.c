/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "apply/timeouts.h"
#include "watch/reported.h"

/* Identifies the applies that a record has; what each wanted never changes. */
static uint64_t hash_of_record(const struct record *record)
{
	uint64_t hash = record->n;

	for (size_t i = 0; i < record->n; i++) {
		const uint64_t numbers[] = { hash, record->applies[i].boot_time,
					     state_hash(&record->applies[i].state) };

		hash = reported_hash((const char *)numbers, sizeof(numbers));
	}
	return hash;
}

/* Copy a set into a state, with its elements or only its name. */
static int copy_set(struct state *state, const struct table *from, const struct set *set,
		    bool whole)
{
	struct table *table = state_ensure_table(state, from);
	struct set *copy = table ? state_copy_set(state, table, set) : NULL;
	int err = copy ? 0 : -ENOMEM;

	if (err || !whole)
		return err;
	table->ours = from->ours;
	for (size_t i = 0; !err && i < set->n; i++)
		err = set_copy_element(state, copy, &set->elements[i]);
	return err;
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
			if (state_find_set(wanted, table->family, table->name, table->sets[j].name))
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
				err = copy_set(next, &applied->tables[j],
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
			if (!state_find_set(&target->known, table->family, table->name,
					    table->sets[j].name) &&
			    !state_find_set(next, table->family, table->name, table->sets[j].name))
				err = copy_set(next, table, &table->sets[j], true);
	}
	return err;
}

static int replace_wanted(const struct target *target, const struct record *record,
			  const struct options *options, struct state *wanted)
{
	struct state next = { 0 };
	int err;

	err = add_recorded(&next, record, options, wanted);
	if (!err)
		err = add_unrecorded(&next, target, wanted);
	if (err) {
		state_free(&next);
		return err;
	}
	state_free(wanted);
	*wanted = next;
	return 0;
}

static int keep_known(struct target *target, const struct record *record)
{
	struct state known = { 0 };
	int err = 0;

	for (size_t i = 0; i < record->n; i++) {
		const struct state *applied = &record->applies[i].state;

		for (size_t j = 0; j < applied->n; j++)
			for (size_t k = 0; !err && k < applied->tables[j].n; k++)
				err = copy_set(&known, &applied->tables[j],
					       &applied->tables[j].sets[k], false);
	}
	if (err) {
		state_free(&known);
		return err;
	}
	state_free(&target->known);
	target->known = known;
	target->seen = hash_of_record(record);
	target->known_once = true;
	return 0;
}

int target_update(struct target *target, const struct options *options, struct state *wanted,
		  bool *changed)
{
	struct record record = { 0 };
	int err = record_read(&record);

	*changed = false;
	if (err)
		return err;
	if (target->known_once && hash_of_record(&record) != target->seen) {
		err = replace_wanted(target, &record, options, wanted);
		*changed = !err;
	}
	if (!err && (!target->known_once || *changed))
		err = keep_known(target, &record);
	if (!err)
		timeouts_mark(&record, wanted, boot_time_now());
	record_free(&record);
	return err;
}

int target_settle(struct target *target)
{
	struct record record = { 0 };
	int err = record_read(&record);

	if (!err)
		err = keep_known(target, &record);
	record_free(&record);
	return err;
}

void target_free(struct target *target)
{
	state_free(&target->known);
	*target = (struct target){ 0 };
}
