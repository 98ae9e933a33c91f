/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/tally.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct rows {
	struct arena *arena;
	struct tally_row *list;
	size_t n;
	size_t room;
};

static int by_owners(const void *a, const void *b)
{
	const struct element *x = a, *y = b;
	int order = element_is_ours(y) - element_is_ours(x);

	if (!order)
		order = strcmp(element_owners(x), element_owners(y));
	if (!order)
		order = verdict_compare(&x->verdict, &y->verdict);
	return order ? order : key_compare(&x->key, &y->key);
}

static bool same_row(const struct element *a, const struct element *b)
{
	return element_is_ours(a) == element_is_ours(b) &&
	       !strcmp(element_owners(a), element_owners(b)) &&
	       !verdict_compare(&a->verdict, &b->verdict);
}

static struct tally_row *add_row(struct rows *rows, const struct table *table,
				 const struct set *set)
{
	struct tally_row *list;

	list = arena_grow(rows->arena, rows->list, rows->n, &rows->room, sizeof(*list));
	if (!list)
		return NULL;
	rows->list = list;
	list[rows->n] = (struct tally_row){
		.table = table, .set = set, .services = "", .counted = set->counter
	};
	return &list[rows->n++];
}

static void count_element(struct tally_row *row, const struct element *element)
{
	row->counted |= element->has_counter;
	row->packets += element->packets;
	row->bytes += element->bytes;
	if (!element->timeout)
		return;
	if (!row->timed || element->expires < row->expires)
		row->expires = element->expires;
	row->timed = true;
}

static int add_elements(struct rows *rows, const struct table *table, const struct set *set,
			const struct element *elements, size_t n)
{
	struct tally_row *row = add_row(rows, table, set);

	if (!row)
		return -ENOMEM;
	row->services = element_is_ours(&elements[0]) ? element_owners(&elements[0]) : NULL;
	row->verdict = elements[0].verdict.kind != VERDICT_NONE ? &elements[0].verdict : NULL;
	row->first = elements;
	row->elements = n;
	for (size_t i = 0; i < n; i++)
		count_element(row, &elements[i]);
	return 0;
}

static int tally_set(struct rows *rows, const struct table *table, struct set *set)
{
	int err = 0;

	if (!set->n)
		return add_row(rows, table, set) ? 0 : -ENOMEM;
	qsort(set->elements, set->n, sizeof(*set->elements), by_owners);
	for (size_t i = 0, n; !err && i < set->n; i += n) {
		for (n = 1; i + n < set->n && same_row(&set->elements[i], &set->elements[i + n]);)
			n++;
		err = add_elements(rows, table, set, &set->elements[i], n);
	}
	return err;
}

static bool is_meant(const struct state *wanted, const struct table *table, const struct set *set)
{
	const struct table *named;

	if (!wanted)
		return set->ours || set_count_ours(set);
	named = state_table(wanted, table->family, table->name);
	return named && table_set(named, set->name);
}

int tally(struct arena *arena, struct state *live, const struct state *wanted,
	  struct tally_row **rows, size_t *n)
{
	struct rows all = { .arena = arena };
	int err = 0;

	for (size_t i = 0; !err && i < live->n; i++) {
		struct table *table = &live->tables[i];

		for (size_t j = 0; !err && j < table->n; j++)
			if (is_meant(wanted, table, &table->sets[j]))
				err = tally_set(&all, table, &table->sets[j]);
	}
	if (err)
		return err;
	*rows = all.list;
	*n = all.n;
	return 0;
}

int tally_sets(struct arena *arena, const struct tally_row *rows, size_t n_rows,
	       struct tally_set **sets, size_t *n)
{
	struct tally_set *list = NULL;
	size_t count = 0, room = 0;

	for (size_t i = 0; i < n_rows; i++) {
		if (!count || list[count - 1].set != rows[i].set) {
			list = arena_grow(arena, list, count, &room, sizeof(*list));
			if (!list)
				return -ENOMEM;
			list[count++] = (struct tally_set){ rows[i].table, rows[i].set, 0, 0 };
		}
		list[count - 1].elements += rows[i].elements;
		if (!rows[i].services)
			list[count - 1].foreign += rows[i].elements;
	}
	*sets = list;
	*n = count;
	return 0;
}
