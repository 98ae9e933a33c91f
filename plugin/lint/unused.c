/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Services and groups that no set uses. Only the definitions of the root are
 * looked at: a file that many policies include has more than each of them needs.
 */
#include <stdlib.h>

#include "base/text.h"
#include "lint/linter.h"

/** A service or a group: one of the two. */
struct definition {
	const char *name;
	const struct policy_service *service;
	const struct policy_group *group;
	const struct location *at;
	bool used;
};

struct definitions {
	struct definition *list; /* sorted by name */
	size_t n;
	struct definition **todo; /* groups that are used, and whose members are to be looked at */
	size_t n_todo;
};

static int compare(const void *a, const void *b)
{
	const struct definition *x = a, *y = b;

	return text_compare(x->name, y->name);
}

static bool collect(struct linter *l, const struct policy *policy, struct definitions *found)
{
	size_t n = policy->n_services + policy->n_groups;

	*found = (struct definitions){
		.list = arena_alloc(&l->work, n * sizeof(*found->list)),
		.todo = arena_alloc(&l->work, n * sizeof(struct definition *)),
	};
	if (!found->list || !found->todo) {
		l->no_memory = true;
		return false;
	}
	for (size_t i = 0; i < policy->n_services; i++) {
		const struct policy_service *service = &policy->services[i];

		found->list[found->n++] = (struct definition){ .name = service->name,
							       .service = service,
							       .at = &service->at };
	}
	for (size_t i = 0; i < policy->n_groups; i++) {
		const struct policy_group *group = &policy->groups[i];

		found->list[found->n++] = (struct definition){ .name = group->name,
							       .group = group,
							       .at = &group->at };
	}
	if (n)
		qsort(found->list, n, sizeof(*found->list), compare);
	return true;
}

static void use_entries(struct definitions *all, const struct policy_entry *entries, size_t n)
{
	for (size_t i = 0; i < n && all->n; i++) {
		struct definition key = { .name = entries[i].name };
		struct definition *found = bsearch(&key, all->list, all->n, sizeof(*all->list),
						   compare);

		if (!found || found->used)
			continue;
		found->used = true;
		if (found->group)
			all->todo[all->n_todo++] = found;
	}
}

static void check_policy(struct linter *l, const struct policy *policy)
{
	struct definitions all;

	if (!collect(l, policy, &all))
		return;
	for (size_t i = 0; i < policy->n_tables; i++) {
		const struct policy_table *table = &policy->tables[i];

		for (size_t j = 0; j < table->n; j++)
			use_entries(&all, table->sets[j].entries, table->sets[j].n);
	}
	while (all.n_todo) {
		const struct policy_group *group = all.todo[--all.n_todo]->group;

		use_entries(&all, group->entries, group->n);
	}
	for (size_t i = 0; i < all.n; i++) {
		const struct definition *definition = &all.list[i];

		if (!definition->used && definition->at->source == policy->source)
			lint_warn(l, LINT_UNUSED, definition->at, "no set uses this %s",
				  definition->group ? "group" : "service");
	}
}

void lint_unused(struct linter *l)
{
	for (size_t i = 0; i < l->n; i++)
		check_policy(l, &l->policies[i]);
}
