/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Policies resolved to openings: tables merged, sets resolved one after the other. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/date.h"
#include "resolve/resolver.h"
#include "state/protocol.h"

/* A table, or a part of one, in a policy. */
struct table_ref {
	const struct policy_table *table;
	const struct scope *scope;
	size_t order;
	size_t leader; /* order of the first part of the table */
};

/* A set in a policy. */
struct set_ref {
	const struct policy_set *set;
	const struct scope *scope;
	const char *table;
	size_t order;
	size_t leader; /* of its table */
	bool repeated; /* one of its names is a duplicate: it is not created */
};

struct refs {
	struct table_ref *tables; /* in the order of the policies */
	size_t n_tables;
	struct set_ref *sets; /* in the order of the first parts of their tables */
	size_t n_sets;
};

static int compare_sizes(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int by_table_name(const void *a, const void *b)
{
	const struct table_ref *x = a, *y = b;
	int order = compare_sizes(x->table->family, y->table->family);

	if (!order)
		order = strcmp(x->table->name, y->table->name);
	return order ? order : compare_sizes(x->order, y->order);
}

static int by_table_order(const void *a, const void *b)
{
	return compare_sizes(((const struct table_ref *)a)->order,
			     ((const struct table_ref *)b)->order);
}

static int by_set_and_leader(const void *a, const void *b)
{
	const struct set_ref *x = a, *y = b;
	int order = compare_sizes(x->leader, y->leader);

	return order ? order : strcmp(x->set->name, y->set->name);
}

static int by_set_name(const void *a, const void *b)
{
	int order = by_set_and_leader(a, b);

	return order ? order
		     : compare_sizes(((const struct set_ref *)a)->order,
				     ((const struct set_ref *)b)->order);
}

static int by_set_order(const void *a, const void *b)
{
	const struct set_ref *x = a, *y = b;
	int order = compare_sizes(x->leader, y->leader);

	return order ? order : compare_sizes(x->order, y->order);
}

static void sort(void *array, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	if (n)
		qsort(array, n, size, compare);
}

/* All parts of a table get the order of the first one as their leader. */
static void join_tables(struct refs *refs)
{
	sort(refs->tables, refs->n_tables, sizeof(*refs->tables), by_table_name);
	for (size_t i = 0; i < refs->n_tables; i++) {
		struct table_ref *ref = &refs->tables[i], *before = ref - 1;

		ref->leader = ref->order;
		if (i && before->table->family == ref->table->family &&
		    strcmp(before->table->name, ref->table->name) == 0)
			ref->leader = before->leader;
	}
	sort(refs->tables, refs->n_tables, sizeof(*refs->tables), by_table_order);
}

/* Report another set with a name that a per-transport set needs, now or later. */
static void report_taken(struct resolver *r, const struct refs *refs, struct set_ref *ref)
{
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS && *ref->set->name; t++) {
		struct policy_set named = { .name = ref->set->names[t] };
		struct set_ref key = { .set = &named, .leader = ref->leader };
		const struct set_ref *other = bsearch(&key, refs->sets, refs->n_sets,
						      sizeof(*refs->sets), by_set_and_leader);
		struct diag *diag;

		if (!other)
			continue;
		ref->repeated = true;
		diag = diag_add(r->diags, DIAG_ERROR, &ref->set->at,
				"\"%s\" needs a set named \"%s\", but another has that name",
				ref->set->name, named.name);
		diag_hint(r->diags, diag, "rename one of them");
		diag_other(r->diags, diag, &other->set->at, "the other one");
	}
}

static void report_repeated(struct resolver *r, struct refs *refs)
{
	sort(refs->sets, refs->n_sets, sizeof(*refs->sets), by_set_name);
	for (size_t i = 1; i < refs->n_sets; i++) {
		struct set_ref *ref = &refs->sets[i], *before = ref - 1;
		struct diag *diag;

		if (before->leader != ref->leader || strcmp(before->set->name, ref->set->name) != 0)
			continue;
		ref->repeated = true;
		if (!*ref->set->name || !*ref->table)
			continue;
		diag = diag_add(r->diags, DIAG_ERROR, &ref->set->at,
				"table \"%s\" has %s named \"%s\"", ref->table,
				!ref->set->map && !before->set->map ? "two sets"
				: ref->set->map && before->set->map ? "two maps"
								    : "a set and a map",
				ref->set->name);
		diag_hint(r->diags, diag, "rename one of them, or merge them");
		diag_other(r->diags, diag, &before->set->at, "the other one");
	}
	for (size_t i = 0; i < refs->n_sets; i++) {
		if (refs->sets[i].set->per_transport)
			report_taken(r, refs, &refs->sets[i]);
	}
	sort(refs->sets, refs->n_sets, sizeof(*refs->sets), by_set_order);
}

static void collect_sets(struct refs *refs)
{
	for (size_t i = 0; i < refs->n_tables; i++) {
		const struct table_ref *ref = &refs->tables[i];

		for (size_t j = 0; j < ref->table->n; j++) {
			refs->sets[refs->n_sets] = (struct set_ref){
				.set = &ref->table->sets[j],
				.scope = ref->scope,
				.table = ref->table->name,
				.order = refs->n_sets,
				.leader = ref->leader,
			};
			refs->n_sets++;
		}
	}
}

/* List all tables and sets in order of first appearance, and report duplicate names. */
static int merge_tables(struct resolver *r, const struct policy *policies, size_t n,
			struct refs *refs)
{
	size_t tables = 0, sets = 0;

	for (size_t i = 0; i < n; i++) {
		tables += policies[i].n_tables;
		for (size_t j = 0; j < policies[i].n_tables; j++)
			sets += policies[i].tables[j].n;
	}
	refs->tables = arena_alloc(&r->work, tables * sizeof(*refs->tables));
	refs->sets = arena_alloc(&r->work, sets * sizeof(*refs->sets));
	if (!refs->tables || !refs->sets)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < policies[i].n_tables; j++) {
			refs->tables[refs->n_tables] = (struct table_ref){
				.table = &policies[i].tables[j],
				.scope = &r->scopes[i],
				.order = refs->n_tables,
			};
			refs->n_tables++;
		}
	}
	join_tables(refs);
	collect_sets(refs);
	report_repeated(r, refs);
	return 0;
}

/* Entries that expire. */

/* Warn this many days before the last one. */
#define DAYS_AHEAD 30

bool has_expired(const struct policy *policy, const struct policy_entry *entry)
{
	return entry->expires && entry->expires < policy->today;
}

static const char *days_left(uint32_t days, char text[static 32])
{
	if (days == 0)
		return "today";
	if (days == 1)
		return "tomorrow";
	snprintf(text, 32, "in %u days", (unsigned int)days);
	return text;
}

static void warn_of_entries(struct resolver *r, const struct policy *policy,
			    const struct policy_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct policy_entry *entry = &entries[i];
		const struct location *at = &entry->expires_at;
		struct diag *diag;
		char left[32];

		if (has_expired(policy, entry)) {
			diag = diag_add(r->diags, DIAG_WARNING, at,
					"\"%s\" has expired and is left out", entry->name);
			diag_hint(r->diags, diag, "delete the entry, or write a later day");
		} else if (entry->expires && entry->expires - policy->today <= DAYS_AHEAD) {
			diag = diag_add(r->diags, DIAG_WARNING, at, "\"%s\" expires %s",
					entry->name,
					days_left(entry->expires - policy->today, left));
			diag_hint(r->diags, diag, "it is left out from the day after %.*s on",
				  DATE_LENGTH, at->source->text + at->offset);
		}
	}
}

static void warn_of_expiry(struct resolver *r, const struct policy *policy)
{
	for (size_t i = 0; i < policy->n_groups; i++)
		warn_of_entries(r, policy, policy->groups[i].entries, policy->groups[i].n);
	for (size_t i = 0; i < policy->n_tables; i++) {
		const struct policy_table *table = &policy->tables[i];

		for (size_t j = 0; j < table->n; j++)
			warn_of_entries(r, policy, table->sets[j].entries, table->sets[j].n);
	}
}

/* Sets of all policies, resolved one after the other. */

void add_opening(struct resolver *r, const char *owner, uint16_t first, uint16_t last,
		 enum svcreg_transport transport)
{
	struct resolved_set *set = r->set;
	struct opening *openings;

	if (r->total >= OPENINGS_MAX)
		return;
	openings = arena_grow(&r->resolved->arena, set->openings, set->n, &set->room,
			      sizeof(*openings));
	if (!openings) {
		r->no_memory = true;
		return;
	}
	set->openings = openings;
	openings[set->n++] = (struct opening){
		.first = first,
		.last = last,
		.protocol = protocol_of(transport),
		.owner = owner,
		.timeout = r->item->request.timeout,
		.verdict = r->verdict,
		.entry = r->item->entry,
		.use = r->item->use,
		.service = r->service,
	};
	r->total++;
}

void report_large(struct diags *diags, const struct policy_set *set)
{
	diag_add(diags, DIAG_ERROR, &set->at,
		 "the policies open more ports, for more owners, than nftsvc can handle");
}

static int resolve_set(struct resolver *r, const struct set_ref *ref, struct resolved_table *table)
{
	struct resolved_set set = { .written = ref->set }, *sets;

	if (r->total >= OPENINGS_MAX)
		return 0;
	expand_set(r, ref->scope, &set);
	if (r->no_memory)
		return -ENOMEM;
	if (r->total >= OPENINGS_MAX)
		report_large(r->diags, ref->set);
	/* Such a set was expanded for its errors alone. */
	if (!table || ref->repeated || !*ref->set->name)
		return 0;
	sets = arena_grow(&r->resolved->arena, table->sets, table->n, &table->room, sizeof(*sets));
	if (!sets)
		return -ENOMEM;
	table->sets = sets;
	sets[table->n++] = set;
	r->resolved->n_openings += set.n;
	return 0;
}

static struct resolved_table *add_table(struct resolved *resolved, const struct policy_table *like)
{
	struct resolved_table *tables = arena_grow(&resolved->arena, resolved->tables, resolved->n,
						   &resolved->room, sizeof(*tables));

	if (!tables)
		return NULL;
	resolved->tables = tables;
	tables[resolved->n] = (struct resolved_table){ .family = like->family, .name = like->name };
	return &tables[resolved->n++];
}

static int resolve_tables(struct resolver *r, const struct refs *refs)
{
	size_t next = 0;
	int err = 0;

	for (size_t i = 0; !err && i < refs->n_tables; i++) {
		const struct table_ref *ref = &refs->tables[i];
		struct resolved_table *table = NULL;

		if (ref->leader != ref->order)
			continue;
		if (*ref->table->name) {
			table = add_table(r->resolved, ref->table);
			if (!table)
				return -ENOMEM;
		}
		for (; !err && next < refs->n_sets && refs->sets[next].leader == ref->leader;
		     next++)
			err = resolve_set(r, &refs->sets[next], table);
	}
	return err;
}

static int resolve_scopes(struct resolver *r, const struct policy *policies, size_t n)
{
	r->scopes = arena_alloc(&r->work, n * sizeof(*r->scopes));
	if (!r->scopes)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (scope_build(r, &policies[i], &r->scopes[i]) ||
		    scope_check_cycles(r, &r->scopes[i]))
			return -ENOMEM;
		warn_of_expiry(r, &policies[i]);
		check_groups(r, &r->scopes[i]);
		if (r->no_memory)
			return -ENOMEM;
	}
	return 0;
}

int policies_resolve(const struct svcreg *reg, struct previous_registries *previous,
		     const struct policy *policies, size_t n, struct diags *diags,
		     struct resolved *resolved)
{
	struct resolver r = {
		.reg = reg, .previous = previous, .diags = diags, .resolved = resolved
	};
	struct refs refs = { .tables = NULL };
	int err;

	err = resolve_scopes(&r, policies, n);
	if (!err)
		err = merge_tables(&r, policies, n, &refs);
	if (!err)
		err = resolve_tables(&r, &refs);
	if (!err && diags->no_memory)
		err = -ENOMEM;
	arena_free(&r.scratch);
	arena_free(&r.work);
	return err;
}

void resolved_free(struct resolved *resolved)
{
	arena_free(&resolved->arena);
	*resolved = (struct resolved){ 0 };
}
