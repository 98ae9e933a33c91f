/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resolve/trace.h"

#include <errno.h>

#include "resolve/resolver.h"

void trace_opening(struct resolver *r, const struct opening *opening)
{
	const struct entry *entry = r->item->entry;
	const struct local_name *name = scope_find(r->scope, entry->name);
	struct trace *trace = r->trace;
	struct traced_opening *list;

	if (trace->n >= TRACE_MAX) {
		trace->cut = true;
		return;
	}
	list = arena_grow(r->trace_arena, trace->openings, trace->n, &trace->room, sizeof(*list));
	if (!list) {
		r->no_memory = true;
		return;
	}
	trace->openings = list;
	list[trace->n++] = (struct traced_opening){
		.entry = entry,
		.service = name ? name->service : NULL,
		.opening = *opening,
	};
}

static void trace_entry(struct resolver *r, const struct scope *scope, const struct policy_set *set,
			struct entry *entry)
{
	struct policy_set alone = *set;
	struct trace *trace = r->trace;
	struct traced_entry *list;
	size_t first = trace->n;

	alone.entries = entry;
	alone.n = 1;
	alone.room = 0;
	expand_set(r, scope, &alone);
	list = arena_grow(r->trace_arena, trace->entries, trace->n_entries, &trace->room_entries,
			  sizeof(*list));
	if (!list) {
		r->no_memory = true;
		return;
	}
	trace->entries = list;
	list[trace->n_entries++] = (struct traced_entry){
		.set = set,
		.entry = entry,
		.first = first,
		.n = trace->n - first,
	};
}

static void trace_policy(struct resolver *r, const struct policy *policy, const struct scope *scope)
{
	for (size_t t = 0; t < policy->n_tables; t++) {
		const struct policy_table *table = &policy->tables[t];

		for (size_t s = 0; s < table->n; s++) {
			const struct policy_set *set = &table->sets[s];

			for (size_t i = 0; i < set->n; i++) {
				if (r->no_memory || r->trace->cut)
					return;
				trace_entry(r, scope, set, &set->entries[i]);
				if (r->total >= OPENINGS_MAX)
					r->trace->cut = true;
			}
		}
	}
}

int entries_trace(const struct svcreg *reg, const struct policy *policies, size_t n,
		  struct arena *arena, struct trace *trace)
{
	struct resolver r = { .reg = reg, .trace = trace, .trace_arena = arena };
	struct diags unseen = { .arena = &r.work };
	int err;

	r.diags = &unseen;
	err = resolve_scopes(&r, policies, n);
	for (size_t i = 0; i < n && !err; i++) {
		trace_policy(&r, &policies[i], &r.scopes[i]);
		if (r.no_memory)
			err = -ENOMEM;
	}
	if (unseen.no_memory)
		err = -ENOMEM;
	arena_free(&r.scratch);
	arena_free(&r.work);
	return err;
}
