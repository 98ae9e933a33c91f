/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From policies to the state that they ask for. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "protocol.h"
#include "resolve/resolver.h"

/* All sets together; the whole registry in one set has 11,605. */
#define OPENINGS_MAX 4194304

/* A table as it is written, once or in parts. */
struct table_ref {
	const struct policy_table *table;
	const struct scope *scope;
	size_t order;
	size_t leader; /* order of the first part */
};

struct set_ref {
	const struct policy_set *set;
	const struct scope *scope;
	const char *table;
	size_t order;
	size_t leader; /* of its table */
	bool repeated;
};

struct refs {
	struct table_ref *tables;
	size_t n_tables;
	struct set_ref *sets;
	size_t n_sets;
};

void add_opening(struct resolver *r, const char *owner, uint16_t first, uint16_t last,
		 enum svcreg_transport transport)
{
	struct opening *openings;

	if (r->checking || r->total >= OPENINGS_MAX)
		return;
	openings = arena_grow(&r->scratch, r->openings, r->n_openings, sizeof(*openings));
	if (!openings) {
		r->no_memory = true;
		return;
	}
	r->openings = openings;
	openings[r->n_openings++] = (struct opening){ first, last, protocol_of(transport), owner };
	r->total++;
}

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

static int by_set_name(const void *a, const void *b)
{
	const struct set_ref *x = a, *y = b;
	int order = compare_sizes(x->leader, y->leader);

	if (!order)
		order = strcmp(x->set->name, y->set->name);
	return order ? order : compare_sizes(x->order, y->order);
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
				"table \"%s\" has two sets named \"%s\"", ref->table,
				ref->set->name);
		diag_hint(r->diags, diag, "give one of them another name, or put them into one");
		diag_other(r->diags, diag, &before->set->at, "the other one");
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

static int collect(struct resolver *r, const struct policy *policies, size_t n, struct refs *refs)
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

static int add_elements(struct state *state, struct set *set, const struct portset_piece *pieces,
			size_t n)
{
	size_t ports = 0;

	for (size_t i = 0; i < n; i++) {
		const struct portset_piece *piece = &pieces[i];
		struct element *element = set_add_element(state, set);

		if (!element)
			return -ENOMEM;
		element->key = (struct key){
			.protocol = piece->protocol,
			.protocol_last = piece->protocol,
			.first = piece->first,
			.last = piece->last,
		};
		element->has_counter = set->counter;
		element->comment = owners_comment(&state->arena, piece->owners, piece->n_owners);
		if (!element->comment)
			return -ENOMEM;
		ports += (size_t)piece->last - piece->first + 1;
	}
	set_sort(set);
	set->backend = set_choose_backend(set);
	if (set->backend == BACKEND_HASH)
		set->size = set_declared_size(ports);
	return 0;
}

static void report_large(struct resolver *r, const struct policy_set *set)
{
	diag_add(r->diags, DIAG_ERROR, &set->at,
		 "the policies come to more ports and owners than can be told apart");
}

static int resolve_set(struct resolver *r, const struct set_ref *ref, struct table *table,
		       struct state *state)
{
	struct portset_piece *pieces = NULL;
	size_t n_pieces = 0;
	struct set *set;
	int err;

	if (r->total >= OPENINGS_MAX)
		return 0;
	expand_set(r, ref->scope, ref->set);
	if (r->no_memory)
		return -ENOMEM;
	if (r->total >= OPENINGS_MAX)
		report_large(r, ref->set);
	if (!table || ref->repeated || !*ref->set->name)
		return 0;
	err = portset_cut(&r->scratch, r->openings, r->n_openings, &pieces, &n_pieces);
	if (err == -E2BIG) {
		report_large(r, ref->set);
		return 0;
	}
	if (err)
		return err;
	set = table_add_set(state, table, ref->set->name);
	if (!set)
		return -ENOMEM;
	set->type = SET_PORT_PROTO;
	set->counter = ref->set->counter;
	return add_elements(state, set, pieces, n_pieces);
}

static int resolve_tables(struct resolver *r, const struct refs *refs, struct state *state)
{
	size_t next = 0;
	int err = 0;

	for (size_t i = 0; i < refs->n_tables; i++) {
		const struct table_ref *ref = &refs->tables[i];
		struct table *table = NULL;

		if (ref->leader != ref->order)
			continue;
		if (*ref->table->name) {
			table = state_add_table(state, ref->table->family, ref->table->name);
			if (!table)
				return -ENOMEM;
		}
		for (; !err && next < refs->n_sets && refs->sets[next].leader == ref->leader;
		     next++)
			err = resolve_set(r, &refs->sets[next], table, state);
		if (err)
			return err;
	}
	return 0;
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
		expand_groups(r, &r->scopes[i]);
		if (r->no_memory)
			return -ENOMEM;
	}
	return 0;
}

int policies_resolve(const struct svcreg *reg, const struct policy *policies, size_t n,
		     struct diags *diags, struct state *state)
{
	struct resolver r = { .reg = reg, .diags = diags };
	struct refs refs = { .tables = NULL };
	int err;

	err = resolve_scopes(&r, policies, n);
	if (!err)
		err = collect(&r, policies, n, &refs);
	if (!err)
		err = resolve_tables(&r, &refs, state);
	if (!err && diags->no_memory)
		err = -ENOMEM;
	arena_free(&r.scratch);
	arena_free(&r.work);
	return err;
}
