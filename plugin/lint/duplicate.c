/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries that are written twice in a set or a group. */
#include <stdlib.h>

#include "base/text.h"
#include "lint/linter.h"

static int compare_entries(const struct policy_entry *a, const struct policy_entry *b)
{
	int order = text_compare(a->name, b->name);

	if (!order)
		order = (int)a->kind - (int)b->kind;
	if (!order)
		order = (int)a->transports - (int)b->transports;
	if (!order && a->timeout != b->timeout)
		order = a->timeout < b->timeout ? -1 : 1;
	if (!order && a->expires != b->expires)
		order = a->expires < b->expires ? -1 : 1;
	return order;
}

static int compare_places(const void *a, const void *b)
{
	const struct policy_entry *x = *(const struct policy_entry *const *)a;
	const struct policy_entry *y = *(const struct policy_entry *const *)b;
	int order = compare_entries(x, y);

	return order ? order : x < y ? -1 : x > y;
}

const struct policy_entry **first_entries(struct linter *l, const struct policy_entry *entries,
					  size_t n)
{
	const struct policy_entry **sorted = arena_alloc(&l->work,
							 n * sizeof(const struct policy_entry *));
	const struct policy_entry **firsts = arena_alloc(&l->work,
							 n * sizeof(const struct policy_entry *));
	const struct policy_entry *first = NULL;

	if (!sorted || !firsts) {
		l->no_memory = true;
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		sorted[i] = &entries[i];
	if (n)
		qsort(sorted, n, sizeof(const struct policy_entry *), compare_places);
	for (size_t i = 0; i < n; i++) {
		if (!first || compare_entries(first, sorted[i]) != 0)
			first = sorted[i];
		firsts[sorted[i] - entries] = first;
	}
	return firsts;
}

static void check_duplicates(struct linter *l, const struct policy_entry *entries, size_t n)
{
	const struct policy_entry **firsts = first_entries(l, entries, n);

	for (size_t i = 0; firsts && i < n; i++) {
		struct diag *diag;

		if (firsts[i] == &entries[i])
			continue;
		diag = lint_warn(l, LINT_DUPLICATE, &entries[i].at, "\"%s\" stands here twice",
				 entries[i].name);
		diag_hint(l->diags, diag, "once is enough");
		diag_other(l->diags, diag, &firsts[i]->at, "the first one");
	}
}

void lint_duplicates(struct linter *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct policy *policy = &l->policies[i];

		for (size_t j = 0; j < policy->n_groups; j++)
			check_duplicates(l, policy->groups[j].entries, policy->groups[j].n);
		for (size_t j = 0; j < policy->n_tables; j++) {
			const struct policy_table *table = &policy->tables[j];

			for (size_t k = 0; k < table->n; k++)
				check_duplicates(l, table->sets[k].entries, table->sets[k].n);
		}
	}
}
