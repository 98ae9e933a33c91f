/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From policies to what they open. */
#include <errno.h>

#include "resolve/gather.h"
#include "resolve/resolver.h"
#include "state/protocol.h"

void add_opening(struct resolver *r, const char *owner, uint16_t first, uint16_t last,
		 enum svcreg_transport transport)
{
	struct resolved_set *set = r->set;
	struct opening *openings;

	if (r->checking || r->total >= OPENINGS_MAX)
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
		 "the policies come to more ports and owners than can be told apart");
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
	/* It was expanded for its errors alone. */
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
		expand_groups(r, &r->scopes[i]);
		if (r->no_memory)
			return -ENOMEM;
	}
	return 0;
}

int policies_resolve(const struct svcreg *reg, const struct policy *policies, size_t n,
		     struct diags *diags, struct resolved *resolved)
{
	struct resolver r = { .reg = reg, .diags = diags, .resolved = resolved };
	struct refs refs = { .tables = NULL };
	int err;

	err = resolve_scopes(&r, policies, n);
	if (!err)
		err = gather(&r, policies, n, &refs);
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
