/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From policies to the state that they ask for. */
#include <errno.h>

#include "resolve/gather.h"
#include "resolve/resolver.h"
#include "state/protocol.h"

static void tell_opening(const struct resolver *r, const struct opening *opening)
{
	const struct entry *use = r->item->use;
	const struct place place = {
		.table = r->table,
		.set = r->set->names[protocol_transport(opening->protocol)],
		.at = r->item->entry->at,
		.use = use ? use->at : (struct location){ 0 },
	};

	if (r->table)
		r->listener->hear(&place, opening, r->listener->data);
}

void add_opening(struct resolver *r, const char *owner, uint16_t first, uint16_t last,
		 enum svcreg_transport transport)
{
	struct opening *openings;

	if (r->checking || r->total >= OPENINGS_MAX)
		return;
	openings = arena_grow(&r->scratch, r->openings, r->n_openings, &r->room_openings,
			      sizeof(*openings));
	if (!openings) {
		r->no_memory = true;
		return;
	}
	r->openings = openings;
	openings[r->n_openings++] = (struct opening){
		.first = first,
		.last = last,
		.protocol = protocol_of(transport),
		.owner = owner,
		.timeout = r->item->request.timeout,
		.verdict = r->verdict,
		.entry = r->item->use ? r->item->use : r->item->entry,
	};
	if (r->listener)
		tell_opening(r, &openings[r->n_openings - 1]);
	r->total++;
	if (r->trace)
		trace_opening(r, &openings[r->n_openings - 1]);
}

static void report_large(struct resolver *r, const struct policy_set *set)
{
	diag_add(r->diags, DIAG_ERROR, &set->at,
		 "the policies come to more ports and owners than can be told apart");
}

static void warn_of_no_set(struct resolver *r, const struct policy_set *set)
{
	struct diag *diag = diag_add(
		r->diags, DIAG_WARNING, &set->at,
		"\"%s\" comes to no set: it is empty, and no transport is given", set->name);

	diag_hint(r->diags, diag,
		  "write transport tcp+udp in it, and the sets of these are there at any time");
}

/* A hash that the policy chooses may come to many more elements than there are ranges. */
static bool count_singles(struct resolver *r, const struct portset_piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++)
		r->total += (size_t)pieces[i].last - pieces[i].first + 1;
	return r->total < OPENINGS_MAX;
}

static int resolve_set(struct resolver *r, const struct set_ref *ref, struct table *table,
		       struct state *state)
{
	struct portset_piece *pieces = NULL;
	size_t n_pieces = 0;
	int err;

	if (r->total >= OPENINGS_MAX)
		return 0;
	r->table = ref->repeated ? NULL : table;
	r->set = ref->set;
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
	if (ref->set->map)
		report_clashes(r);
	if (ref->set->per_transport && !n_pieces && !ref->set->transports)
		warn_of_no_set(r, ref->set);
	if (ref->set->has_backend && !count_singles(r, pieces, n_pieces))
		report_large(r, ref->set);
	else
		err = fill_sets(state, table, ref->set, pieces, n_pieces);
	return err;
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

int resolve_scopes(struct resolver *r, const struct policy *policies, size_t n)
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
		     struct diags *diags, struct state *state)
{
	return policies_trace(reg, policies, n, NULL, diags, state);
}

int policies_trace(const struct svcreg *reg, const struct policy *policies, size_t n,
		   const struct listener *listener, struct diags *diags, struct state *state)
{
	struct resolver r = { .reg = reg, .diags = diags, .listener = listener };
	struct refs refs = { .tables = NULL };
	int err;

	err = resolve_scopes(&r, policies, n);
	if (!err)
		err = gather(&r, policies, n, &refs);
	if (!err)
		err = resolve_tables(&r, &refs, state);
	if (!err && diags->no_memory)
		err = -ENOMEM;
	arena_free(&r.scratch);
	arena_free(&r.work);
	return err;
}
