/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resolve/gather.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

/* Parts of one table, in one file or in several, get the order of the first as their leader. */
static void lead_tables(struct refs *refs)
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

/* Another set with the name of one that a set comes to, whether it does today or not. */
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
				"\"%s\" comes to a set named \"%s\", which is another's name",
				ref->set->name, named.name);
		diag_hint(r->diags, diag, "give one of them another name");
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
		diag_hint(r->diags, diag, "give one of them another name, or put them into one");
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

int gather(struct resolver *r, const struct policy *policies, size_t n, struct refs *refs)
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
	lead_tables(refs);
	collect_sets(refs);
	report_repeated(r, refs);
	return 0;
}
