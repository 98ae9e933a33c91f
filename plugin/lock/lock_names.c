/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which names a policy needs in its lock. */
#include <errno.h>
#include <stdlib.h>

#include "base/name.h"
#include "lock/lock.h"

static int compare_texts(const void *a, const void *b)
{
	return name_compare(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each once, and none that is among the @n_own sorted ones. */
static size_t unite(const char **names, size_t n, const char **own, size_t n_own)
{
	size_t kept = 0;

	qsort(names, n, sizeof(*names), compare_texts);
	for (size_t i = 0; i < n; i++) {
		if (kept && name_equal(names[kept - 1], names[i]))
			continue;
		if (!bsearch(&names[i], own, n_own, sizeof(*own), compare_texts))
			names[kept++] = names[i];
	}
	return kept;
}

static size_t count_entries(const struct policy *policy)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_groups; i++)
		n += policy->groups[i].n;
	for (size_t t = 0; t < policy->n_tables; t++) {
		for (size_t s = 0; s < policy->tables[t].n; s++)
			n += policy->tables[t].sets[s].n;
	}
	return n;
}

static void collect_entries(const struct entry *entries, size_t n, const char **names, size_t *at)
{
	for (size_t i = 0; i < n; i++)
		names[(*at)++] = entries[i].name;
}

static void collect(const struct policy *policy, const char **names)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_groups; i++)
		collect_entries(policy->groups[i].entries, policy->groups[i].n, names, &n);
	for (size_t t = 0; t < policy->n_tables; t++) {
		const struct policy_table *table = &policy->tables[t];

		for (size_t s = 0; s < table->n; s++)
			collect_entries(table->sets[s].entries, table->sets[s].n, names, &n);
	}
}

static void collect_own(const struct policy *policy, const char **own)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_services; i++)
		own[n++] = policy->services[i].name;
	for (size_t i = 0; i < policy->n_groups; i++)
		own[n++] = policy->groups[i].name;
}

int lock_names(struct arena *arena, const struct policy *policy, const char ***names, size_t *n)
{
	const size_t total = count_entries(policy);
	const size_t n_own = policy->n_services + policy->n_groups;
	const char **list = arena_alloc(arena, total * sizeof(const char *));
	const char **own = arena_alloc(arena, n_own * sizeof(const char *));

	if (!list || !own)
		return -ENOMEM;
	collect(policy, list);
	collect_own(policy, own);
	qsort(own, n_own, sizeof(*own), compare_texts);
	*n = unite(list, total, own, n_own);
	*names = list;
	return 0;
}
