/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the kernel has of a port what policies want, and only that. */
#include <errno.h>
#include <string.h>

#include "explain/explain.h"
#include "explain/explain_key.h"

/* One set on both sides; the one that is not there is NULL. */
struct pair {
	const struct table *table;
	const struct set *live;
	const struct set *wanted;
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_content(const struct element *a, const struct element *b)
{
	return a->catchall == b->catchall && a->timeout == b->timeout &&
	       same_text(a->comment, b->comment) && verdict_equal(&a->verdict, &b->verdict);
}

/*
 * Whether all that an element has of a question is in the other set, with the
 * same content. A range may be in several elements there: a hash has its ports.
 */
static bool is_there(const struct set *set, const struct element *element, const struct key *asked,
		     const struct set *other)
{
	const struct key key = key_in_set(set, element);
	uint64_t size = 0;
	struct key part;

	if (!other || !key_shared(&key, asked, &part))
		return false;
	for (size_t i = 0; i < other->n; i++) {
		const struct element *candidate = &other->elements[i];
		struct key there, shared;

		/* Most are told apart without a look at the name of their set. */
		if (candidate->key.first > part.last || candidate->key.last < part.first)
			continue;
		there = key_in_set(other, candidate);
		if (key_shared(&there, &part, &shared) && same_content(element, candidate))
			size += key_size(&shared);
	}
	return size >= key_size(&part);
}

static int add_difference(struct explanation *explanation, const struct difference *difference)
{
	struct difference *all = arena_grow(&explanation->arena, explanation->differences,
					    explanation->n_differences,
					    &explanation->room_differences, sizeof(*all));

	if (!all)
		return -ENOMEM;
	explanation->differences = all;
	all[explanation->n_differences++] = *difference;
	return 0;
}

/* Adds what a set has of the question and the other one has not. */
static int add_lacking(struct explanation *explanation, const struct table *table,
		       const struct set *set, const struct set *other, bool missing)
{
	int err = 0;

	for (size_t i = 0; set && !err && i < set->n; i++) {
		const struct element *element = &set->elements[i];
		const struct difference difference = { missing, table, set, element };
		bool lacking = false;

		for (size_t k = 0; !lacking && k < explanation->n_asked; k++)
			lacking = element_has(set, element, &explanation->asked[k]) &&
				  !is_there(set, element, &explanation->asked[k], other);
		if (lacking && !element->ran_out)
			err = add_difference(explanation, &difference);
	}
	return err;
}

static int compare_pair(struct explanation *explanation, const struct pair *pair)
{
	int err;

	err = add_lacking(explanation, pair->table, pair->wanted, pair->live, true);
	if (!err)
		err = add_lacking(explanation, pair->table, pair->live, pair->wanted, false);
	return err;
}

/* Elements of ours that are left in sets which no policy names. */
static int add_orphans(struct explanation *explanation, const struct table *live,
		       const struct table *wanted)
{
	int err = 0;

	for (size_t i = 0; !err && i < explanation->n_found; i++) {
		const struct found *found = &explanation->found[i];
		const struct difference difference = { false, live, found->set, found->element };

		if (found->table == live && !table_set(wanted, found->set->name) &&
		    element_is_ours(found->element))
			err = add_difference(explanation, &difference);
	}
	return err;
}

int explain_compare(struct explanation *explanation, const struct state *live,
		    const struct state *wanted)
{
	int err = 0;

	explanation->compared = true;
	for (size_t i = 0; !err && i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];
		const struct table *there = state_table(live, table->family, table->name);

		for (size_t j = 0; !err && j < table->n; j++) {
			const struct pair pair = {
				.table = table,
				.live = there ? table_set(there, table->sets[j].name) : NULL,
				.wanted = &table->sets[j],
			};

			err = compare_pair(explanation, &pair);
		}
		if (!err && there)
			err = add_orphans(explanation, there, table);
	}
	return err;
}
