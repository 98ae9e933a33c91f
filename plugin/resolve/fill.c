/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From pieces of ports to the sets and maps of a state. */
#include <errno.h>
#include <string.h>

#include "resolve/resolver.h"
#include "state/protocol.h"

/* Whose the catch-all of a map is: no service has this name in a policy without quotes. */
#define CATCHALL_OWNER "default"

/* A verdict of a policy for a state, which lives longer; false without memory. */
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

/* Pieces come in the order that elements are kept in: by protocol, then port. */
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
	/* Also while it has no entry: rules may hold it when the first one comes. */
	set->timeouts = written->timeout != 0;
	if (written->comment) {
		set->comment = arena_strndup(&state->arena, written->comment,
					     strlen(written->comment));
		if (!set->comment)
			return -ENOMEM;
	}
	return add_elements(state, set, written, pieces, n);
}

/* The pieces of one protocol, which stand together. */
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

int fill_sets(struct state *state, struct table *table, const struct policy_set *written,
	      const struct portset_piece *pieces, size_t n)
{
	int err = 0;

	if (!written->per_transport)
		return fill_set(state, table, written, written->name, pieces, n);
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS && !err; t++) {
		const struct portset_piece *own;
		size_t n_own;

		own = pieces_of(pieces, n, protocol_of((enum svcreg_transport)t), &n_own);
		/* A rule of the scope's transports must find its set, also when it has become empty. */
		if (n_own || (written->transports & TRANSPORT_BIT(t)))
			err = fill_set(state, table, written, written->names[t], own, n_own);
	}
	return err;
}
