/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/timeouts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* As set_sort() has them; a catch-all is like the element that matches everything. */
static int compare(const void *a, const void *b)
{
	return key_compare(&((const struct element *)a)->key, &((const struct element *)b)->key);
}

static const struct element *find_armed(const struct set *set, const struct element *wanted)
{
	const struct element *armed = NULL;

	if (set->n)
		armed = bsearch(wanted, set->elements, set->n, sizeof(*wanted), compare);
	if (!armed || armed->catchall != wanted->catchall || armed->timeout != wanted->timeout ||
	    strcmp(element_owners(armed), element_owners(wanted)) != 0)
		return NULL;
	return armed;
}

static void mark_set(const struct applied *applied, const struct set *armed, struct set *wanted,
		     uint64_t now)
{
	/* The clock starts anew with the machine, and so does the kernel's ruleset. */
	const uint64_t passed = now > applied->boot_time ? now - applied->boot_time : 0;

	for (size_t i = 0; i < wanted->n; i++) {
		struct element *element = &wanted->elements[i];
		const struct element *then = element->timeout ? find_armed(armed, element) : NULL;
		uint64_t left;

		if (!then)
			continue;
		left = then->expires ? then->expires : then->timeout;
		element->ran_out = left <= passed;
		element->expires = element->ran_out ? 0 : left - passed;
	}
}

void timeouts_mark(const struct record *record, struct state *wanted, uint64_t now)
{
	for (size_t i = 0; i < wanted->n; i++) {
		struct table *table = &wanted->tables[i];

		for (size_t j = 0; j < table->n; j++) {
			struct set *set = &table->sets[j];
			const struct applied *applied;

			if (!set->timeouts)
				continue;
			applied = record_find(record, table->family, table->name, set->name);
			if (applied)
				mark_set(applied,
					 state_find_set(&applied->state, table->family, table->name,
							set->name),
					 set, now);
		}
	}
}

static bool has_timeouts(const struct state *state)
{
	for (size_t i = 0; i < state->n; i++)
		for (size_t j = 0; j < state->tables[i].n; j++)
			if (state->tables[i].sets[j].timeouts)
				return true;
	return false;
}

void timeouts_mark_recorded(struct state *wanted)
{
	struct record record = { 0 };
	int err;

	if (!has_timeouts(wanted))
		return;
	err = record_read(&record);
	if (err)
		folder_complain("cannot tell which elements have expired: the record of the last "
				"apply cannot be read",
				err);
	timeouts_mark(&record, wanted, boot_time_now());
	record_free(&record);
}

/* The kernel's elements of a set are in the order of their keys, and none overlaps another. */
static int compare_key(const void *a, const void *b)
{
	const struct key *key = a, *other = &((const struct element *)b)->key;

	return key_overlaps(key, other) ? 0 : key_compare(key, other);
}

/* Elements armed before expire earlier than those armed now. */
void timeouts_note_remaining(struct state *wanted, const struct state *live)
{
	for (size_t i = 0; i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];
		const struct table *there = state_table(live, table->family, table->name);

		for (size_t j = 0; there && j < table->n; j++) {
			struct set *set = &table->sets[j];
			const struct set *was = set->timeouts ? table_set(there, set->name) : NULL;

			for (size_t k = 0; was && was->n && k < set->n; k++) {
				struct element *element = &set->elements[k];
				const struct element *at;

				at = bsearch(&element->key, was->elements, was->n, sizeof(*at),
					     compare_key);
				if (at && at->timeout == element->timeout && element_is_ours(at))
					element->expires = at->expires;
			}
		}
	}
}

static int add_rearmed(struct rearmed *rearmed, struct arena *arena, struct rearmed_element element)
{
	struct rearmed_element *list = arena_grow(arena, rearmed->list, rearmed->n, &rearmed->room,
						  sizeof(*list));

	if (!list)
		return -ENOMEM;
	rearmed->list = list;
	list[rearmed->n++] = element;
	return 0;
}

int timeouts_rearm(struct rearmed *rearmed, struct state *wanted)
{
	int err = 0;

	for (size_t i = 0; i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];

		for (size_t j = 0; j < table->n; j++) {
			const struct set *set = &table->sets[j];

			for (size_t k = 0; !err && set->timeouts && k < set->n; k++) {
				struct element *element = &set->elements[k];

				if (element->ran_out)
					err = add_rearmed(
						rearmed, &wanted->arena,
						(struct rearmed_element){ table, set, element });
				element->ran_out = false;
				element->expires = 0;
			}
		}
	}
	return err;
}
