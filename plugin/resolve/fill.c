/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The wanted state: sets and maps filled from openings. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/pages.h"
#include "resolve/resolver.h"
#include "state/protocol.h"

/* Two entries of a map with different verdicts for a port, once they are reported. */
struct clash {
	const struct policy_entry *a, *b;
};

struct clashes {
	struct clash list[DIAGS_MAX];
	size_t n;
};

static bool is_reported(const struct clashes *clashes, const struct clash *clash)
{
	for (size_t i = 0; i < clashes->n; i++) {
		if (clashes->list[i].a == clash->a && clashes->list[i].b == clash->b)
			return true;
	}
	return false;
}

/* The entry in the map itself that an opening comes from. */
static const struct policy_entry *in_set(const struct opening *opening)
{
	return opening->use ? opening->use : opening->entry;
}

/* Report the later of two entries; @y begins inside @x. */
static void report_clash(struct diags *diags, struct clashes *clashes, const struct opening *x,
			 const struct opening *y)
{
	bool turned = in_set(x)->at.offset > in_set(y)->at.offset;
	const struct opening *first = turned ? y : x, *second = turned ? x : y;
	struct clash clash = { in_set(first), in_set(second) };
	const char *one = verdict_text(diags->arena, first->verdict);
	const char *two = verdict_text(diags->arena, second->verdict);
	struct diag *diag;

	if (clashes->n == DIAGS_MAX || is_reported(clashes, &clash))
		return;
	if (!one || !two) {
		diags->no_memory = true;
		return;
	}
	clashes->list[clashes->n++] = clash;
	diag = diag_add(diags, DIAG_ERROR, &clash.b->at, "%u/%s has two verdicts: %s and %s",
			y->first, svcreg_transport_name(protocol_transport(y->protocol)), one, two);
	diag_hint(diags, diag, "a map has one verdict for each port: remove one of the entries");
	diag_other(diags, diag, &clash.a->at, "the other one");
}

static bool overlaps(const struct opening *before, const struct opening *opening)
{
	return before && before->protocol == opening->protocol && before->last >= opening->first;
}

/*
 * Remember the opening that reaches furthest, and the one of another verdict that does:
 * an opening that overlaps neither overlaps no earlier one.
 */
static void report_clashes(struct diags *diags, const struct opening *openings, size_t n)
{
	const struct opening *furthest = NULL, *other = NULL;
	struct clashes clashes = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];
		bool same = overlaps(furthest, opening) &&
			    verdict_equal(furthest->verdict, opening->verdict);
		const struct opening *against = same ? other : furthest;

		if (overlaps(against, opening))
			report_clash(diags, &clashes, against, opening);
		if (!overlaps(furthest, opening)) {
			furthest = opening;
			other = NULL;
		} else if (opening->last > furthest->last) {
			other = same ? other : furthest;
			furthest = opening;
		} else if (!same && (!overlaps(other, opening) || opening->last > other->last)) {
			other = opening;
		}
	}
}

/* Owner of a map's catch-all: no service has this name without quotes. */
#define CATCHALL_OWNER "default"

/* Copy a verdict into a state, which outlives the policy; false without memory. */
static bool copy_verdict(struct state *state, const struct verdict *from, struct verdict *to)
{
	*to = *from;
	if (from->chain)
		to->chain = arena_strndup(&state->arena, from->chain, strlen(from->chain));
	return !from->chain || to->chain;
}

static int add_catchall(struct state *state, struct set *set, const struct verdict *verdict)
{
	static const char *const owner = CATCHALL_OWNER;
	struct element *element = set_add_element(state, set);

	if (!element)
		return -ENOMEM;
	element->key = (struct key){ .protocol_last = UINT8_MAX, .last = UINT16_MAX };
	element->catchall = true;
	element->has_counter = set->counter;
	element->comment = owners_comment(&state->arena, &owner, 1);
	return element->comment && copy_verdict(state, verdict, &element->verdict) ? 0 : -ENOMEM;
}

static int add_piece(struct state *state, struct set *set, const struct portset_piece *piece)
{
	struct element *element = set_add_element(state, set);
	uint8_t protocol = set->type == SET_PORT ? 0 : piece->protocol;

	if (!element)
		return -ENOMEM;
	element->key = (struct key){
		.protocol = protocol,
		.protocol_last = protocol,
		.first = piece->first,
		.last = piece->last,
	};
	element->has_counter = set->counter;
	element->timeout = piece->timeout;
	set->timeouts |= piece->timeout != 0;
	element->comment = owners_comment(&state->arena, piece->owners, piece->n_owners);
	if (!element->comment)
		return -ENOMEM;
	return !piece->verdict || copy_verdict(state, piece->verdict, &element->verdict) ? 0
											 : -ENOMEM;
}

/* Pieces and elements have the same order: by protocol, then port. */
static int add_elements(struct state *state, struct set *set, const struct policy_set *written,
			const struct portset_piece *pieces, size_t n)
{
	size_t singles = 0;
	int err = set_reserve(state, set, n + 1);

	if (err)
		return err;
	if (written->otherwise.kind != VERDICT_NONE) {
		err = add_catchall(state, set, &written->otherwise);
		singles++;
	}
	for (size_t i = 0; i < n && !err; i++) {
		err = add_piece(state, set, &pieces[i]);
		singles += (size_t)pieces[i].last - pieces[i].first + 1;
	}
	set->backend = written->has_backend ? written->backend : set_choose_backend(set);
	if (set->backend == BACKEND_HASH)
		set->size = set_declared_size(singles);
	return err;
}

static int fill_set(struct state *state, struct table *table, const struct policy_set *written,
		    const char *name, const struct portset_piece *pieces, size_t n)
{
	struct set *set = table_add_set(state, table, name);

	if (!set)
		return -ENOMEM;
	set->type = written->per_transport ? SET_PORT : SET_PORT_PROTO;
	set->map = written->map;
	set->counter = written->counter;
	/* Even if empty: rules may use the set before the first entry is added. */
	set->timeouts = written->timeout != 0;
	if (written->comment) {
		set->comment = arena_strndup(&state->arena, written->comment,
					     strlen(written->comment));
		if (!set->comment)
			return -ENOMEM;
	}
	return add_elements(state, set, written, pieces, n);
}

/* The pieces of one protocol, which are adjacent. */
static const struct portset_piece *pieces_of(const struct portset_piece *pieces, size_t n,
					     uint8_t protocol, size_t *n_found)
{
	size_t first = 0, end;

	while (first < n && pieces[first].protocol != protocol)
		first++;
	for (end = first; end < n && pieces[end].protocol == protocol; end++)
		;
	*n_found = end - first;
	return first < n ? &pieces[first] : NULL;
}

static int fill_sets(struct state *state, struct table *table, const struct policy_set *written,
		     const struct portset_piece *pieces, size_t n)
{
	int err = 0;

	if (!written->per_transport)
		return fill_set(state, table, written, written->name, pieces, n);
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS && !err; t++) {
		const struct portset_piece *own;
		size_t n_own;

		own = pieces_of(pieces, n, protocol_of((enum svcreg_transport)t), &n_own);
		/* Rules for the scope's transports need their set even if it is empty. */
		if (n_own || (written->transports & TRANSPORT_BIT(t)))
			err = fill_set(state, table, written, written->names[t], own, n_own);
	}
	return err;
}

static void warn_of_no_set(struct diags *diags, const struct policy_set *set)
{
	struct diag *diag = diag_add(diags, DIAG_WARNING, &set->at,
				     "\"%s\" creates no set: it is empty and has no transport",
				     set->name);

	diag_hint(diags, diag,
		  "write transport tcp+udp in it to keep its sets for tcp and udp even while they "
		  "are empty");
}

static size_t count_singles(const struct portset_piece *pieces, size_t n)
{
	size_t singles = 0;

	for (size_t i = 0; i < n; i++)
		singles += (size_t)pieces[i].last - pieces[i].first + 1;
	return singles;
}

/* A state while it is filled. */
struct filling {
	struct diags *diags;
	struct state *state;
	struct arena scratch; /* as long as a set */
	/* A hash by choice of the policy may have many more elements than openings. */
	size_t total;
};

static int fill(struct filling *f, struct table *table, const struct resolved_set *set)
{
	const struct policy_set *written = set->written;
	struct portset_piece *pieces;
	struct opening *openings;
	size_t n_pieces, room = 0;
	int err;

	openings = arena_reserve(&f->scratch, NULL, 0, &room, sizeof(*openings), set->n + 1);
	if (!openings)
		return -ENOMEM;
	pages_expect(openings, set->n * sizeof(*openings));
	/* Sort a copy: the set's openings stay in the order of its entries. */
	if (set->n)
		memcpy(openings, set->openings, set->n * sizeof(*openings));
	err = portset_cut(&f->scratch, openings, set->n, &pieces, &n_pieces);
	if (err == -E2BIG) {
		report_large(f->diags, written);
		return 0;
	}
	if (err)
		return err;
	if (written->map)
		report_clashes(f->diags, openings, set->n);
	if (written->per_transport && !n_pieces && !written->transports)
		warn_of_no_set(f->diags, written);
	if (written->has_backend)
		f->total += count_singles(pieces, n_pieces);
	if (f->total >= OPENINGS_MAX) {
		report_large(f->diags, written);
		return 0;
	}
	return fill_sets(f->state, table, written, pieces, n_pieces);
}

int resolved_state(const struct resolved *resolved, struct diags *diags, struct state *state)
{
	struct filling f = { .diags = diags, .state = state, .total = resolved->n_openings };
	int err = 0;

	for (size_t i = 0; !err && i < resolved->n; i++) {
		const struct resolved_table *from = &resolved->tables[i];
		struct table *table = state_add_table(state, from->family, from->name);

		err = table ? 0 : -ENOMEM;
		for (size_t j = 0; !err && j < from->n; j++) {
			err = fill(&f, table, &from->sets[j]);
			arena_free(&f.scratch);
		}
	}
	return !err && diags->no_memory ? -ENOMEM : err;
}
