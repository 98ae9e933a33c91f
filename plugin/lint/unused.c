/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that do nothing: entries that others repeat or contain, definitions and locks without a use. */
#include <stdlib.h>

#include "base/text.h"
#include "lint/linter.h"
#include "lock/lock.h"
#include "state/protocol.h"

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

/* For each entry the first that says the same, itself or another; NULL without memory. */
static const struct policy_entry **first_entries(struct linter *l,
						 const struct policy_entry *entries, size_t n)
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
		diag = lint_warn(l, LINT_DUPLICATE, &entries[i].at, "\"%s\" is written twice",
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

#define PORTS 65536
/* So many ports are gone through in all: what is left after that is not looked at. */
#define STEPS_MAX (UINT32_C(256) << 20)

struct cover {
	uint32_t n[SVCREG_TRANSPORTS][PORTS];	  /* entries that open it */
	uint32_t round[SVCREG_TRANSPORTS][PORTS]; /* in which it was counted last */
};

/** A set that is looked at. */
struct contained {
	struct linter *l;
	struct cover *cover;
	uint32_t round;
	uint32_t steps;
	const struct resolved_set *set;
	const struct policy_entry *entries;
	size_t n;
	const struct policy_entry **firsts; /* of each entry, the first that is the same */
};

/* The ports that entry @i of the set opens. */
static const struct opening *openings_of(const struct contained *c, size_t i, size_t *n)
{
	*n = c->set->entries[i].n;
	return &c->set->openings[c->set->entries[i].first];
}

static bool is_first(const struct contained *c, size_t i)
{
	return c->firsts[i] == &c->entries[i];
}

/* An entry with a timeout does not make others redundant. */
static bool stays(const struct policy_entry *entry, const struct opening *opening)
{
	return !opening->timeout && !opening->entry->expires && !entry->expires;
}

/* Adds @step to the count of each port of an entry, once where it opens a port twice. */
static void count(struct contained *c, size_t which, int step)
{
	size_t n;
	const struct opening *openings = openings_of(c, which, &n);

	c->round++;
	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];
		int t = protocol_transport(opening->protocol);

		if (!stays(&c->entries[which], opening))
			continue;
		c->steps += (uint32_t)opening->last - opening->first + 1;
		for (uint32_t port = opening->first; port <= opening->last; port++) {
			if (c->cover->round[t][port] == c->round)
				continue;
			c->cover->round[t][port] = c->round;
			c->cover->n[t][port] += (uint32_t)step;
		}
	}
}

/* Whether those that are counted open each port of an entry. */
static bool is_covered(struct contained *c, size_t which)
{
	size_t n;
	const struct opening *openings = openings_of(c, which, &n);

	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];
		int t = protocol_transport(opening->protocol);

		for (uint32_t port = opening->first; port <= opening->last; port++) {
			c->steps++;
			if (!c->cover->n[t][port])
				return false;
		}
	}
	return n > 0;
}

static bool opens_port(const struct contained *c, size_t which, const struct opening *port)
{
	size_t n;
	const struct opening *openings = openings_of(c, which, &n);

	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];

		if (opening->protocol == port->protocol && opening->first <= port->first &&
		    opening->last >= port->first)
			return true;
	}
	return false;
}

static void report(struct contained *c, size_t which)
{
	const struct policy_entry *entry = &c->entries[which];
	struct diag *diag = lint_warn(c->l, LINT_CONTAINED, &entry->at,
				      "\"%s\" adds nothing: other entries have all of its ports",
				      entry->name);
	size_t n;
	const struct opening *port = openings_of(c, which, &n);

	diag_hint(c->l->diags, diag, "leave it out");
	for (size_t i = 0; diag && i < c->n; i++) {
		if (i == which || !is_first(c, i) || !opens_port(c, i, port))
			continue;
		diag_other(c->l->diags, diag, &c->entries[i].at, "opened here too");
		return;
	}
}

/*
 * Of entries that open the same the last is told: from the end on, what is told
 * does not count for those before it. An entry that repeats another never counts.
 */
static void check_set(struct contained *c)
{
	for (size_t i = 0; i < c->n && c->steps < STEPS_MAX; i++) {
		if (is_first(c, i))
			count(c, i, 1);
	}
	for (size_t i = c->n; i-- > 0 && c->steps < STEPS_MAX;) {
		if (!is_first(c, i))
			continue;
		count(c, i, -1);
		if (is_covered(c, i)) {
			report(c, i);
			c->firsts[i] = NULL;
		} else {
			count(c, i, 1);
		}
	}
	for (size_t i = 0; i < c->n && c->steps < STEPS_MAX; i++) {
		if (is_first(c, i))
			count(c, i, -1);
	}
}

void lint_contained(struct linter *l)
{
	struct contained c = { .l = l };

	/* An entry of which something is missing cannot be judged. */
	if (l->resolved->cut)
		return;
	c.cover = arena_alloc(&l->work, sizeof(*c.cover));
	if (!c.cover) {
		l->no_memory = true;
		return;
	}
	for (size_t i = 0; i < l->resolved->n; i++) {
		const struct resolved_table *table = &l->resolved->tables[i];

		for (size_t j = 0; j < table->n && c.steps < STEPS_MAX; j++) {
			c.set = &table->sets[j];
			c.entries = c.set->written->entries;
			c.n = c.set->written->n;
			c.firsts = first_entries(l, c.entries, c.n);
			if (l->no_memory)
				return;
			check_set(&c);
		}
	}
}

/* Both are sorted by name. */
static void warn_unused_locks(struct linter *l, const struct policy *policy,
			      const char *const *names, size_t n)
{
	const struct lock *lock = policy->lock;
	size_t i = 0;

	for (size_t j = 0; j < lock->n; j++) {
		const struct locked *locked = &lock->names[j];
		struct diag *diag;

		while (i < n && text_compare(names[i], locked->name) < 0)
			i++;
		if (i < n && text_equal(names[i], locked->name))
			continue;
		diag = lint_warn(l, LINT_LOCK_UNUSED, &locked->at,
				 "the policy does not write \"%s\" any more", locked->name);
		diag_hint(l->diags, diag, "\"nftsvc lock --update %s\" takes it out",
			  policy->source->path);
	}
}

void lint_lock_unused(struct linter *l)
{
	const char **names = NULL;
	size_t n = 0;

	for (size_t i = 0; i < l->n && !l->no_memory; i++) {
		const struct policy *policy = &l->policies[i];

		if (!policy->lock)
			continue;
		if (lock_names(&l->work, policy, &names, &n))
			l->no_memory = true;
		else
			warn_unused_locks(l, policy, names, n);
	}
}

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

static int compare_definitions(const void *a, const void *b)
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
		qsort(found->list, n, sizeof(*found->list), compare_definitions);
	return true;
}

static void use_entries(struct definitions *all, const struct policy_entry *entries, size_t n)
{
	for (size_t i = 0; i < n && all->n; i++) {
		struct definition key = { .name = entries[i].name };
		struct definition *found = bsearch(&key, all->list, all->n, sizeof(*all->list),
						   compare_definitions);

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
