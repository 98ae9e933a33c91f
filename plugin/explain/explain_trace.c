/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entries of policies open a port: heard while they are resolved once more. */
#include <errno.h>

#include "explain/explain.h"

struct trace {
	struct explanation *explanation;
	const struct state *wanted;
	int err;
};

static bool is_asked(const struct explanation *explanation, const struct key *key)
{
	for (size_t i = 0; i < explanation->n_asked; i++)
		if (key_overlaps(&explanation->asked[i], key))
			return true;
	return false;
}

static int add_opened(struct explanation *explanation, const struct opened *opened)
{
	struct opened *all = arena_grow(&explanation->arena, explanation->opened,
					explanation->n_opened, &explanation->room_opened,
					sizeof(*all));

	if (!all)
		return -ENOMEM;
	explanation->opened = all;
	all[explanation->n_opened++] = *opened;
	return 0;
}

static void hear(const struct place *place, const struct opening *opening, void *data)
{
	static const struct verdict none;
	struct trace *trace = data;
	const struct opened opened = {
		.table = state_table(trace->wanted, place->table->family, place->table->name),
		.set = place->set,
		.element = {
			.key = { opening->protocol, opening->protocol, opening->first,
				 opening->last },
			.verdict = opening->verdict ? *opening->verdict : none,
			.timeout = opening->timeout,
		},
		.service = opening->owner,
		.at = place->at,
		.use = place->use,
	};

	if (!trace->err && is_asked(trace->explanation, &opened.element.key))
		trace->err = add_opened(trace->explanation, &opened);
}

/* Adds the default of a map if it is for what is asked. */
static int add_default(struct explanation *explanation, const struct table *table,
		       const struct policy_set *written)
{
	const struct set *map = table_set(table, written->name);

	for (size_t i = 0; map && i < map->n; i++) {
		const struct element *element = &map->elements[i];

		if (element->catchall && explain_has(explanation, map, element))
			return add_opened(explanation,
					  &(struct opened){ .table = table,
							    .set = map->name,
							    .element = *element,
							    .service = element_owners(element),
							    .at = written->otherwise_at });
	}
	return 0;
}

static int add_defaults(struct explanation *explanation, const struct policy *policy,
			const struct state *wanted)
{
	int err = 0;

	for (size_t i = 0; i < policy->n_tables; i++) {
		const struct policy_table *written = &policy->tables[i];
		const struct table *table = state_table(wanted, written->family, written->name);

		for (size_t j = 0; table && !err && j < written->n; j++)
			if (written->sets[j].otherwise.kind != VERDICT_NONE)
				err = add_default(explanation, table, &written->sets[j]);
	}
	return err;
}

int explain_trace(struct explanation *explanation, const struct svcreg *reg,
		  const struct policy *policies, size_t n, const struct state *wanted)
{
	struct trace trace = { .explanation = explanation, .wanted = wanted };
	const struct listener listener = { hear, &trace };
	struct state again = { 0 };
	struct diags diags = { .arena = &again.arena };
	int err;

	err = policies_trace(reg, policies, n, &listener, &diags, &again);
	state_free(&again);
	if (!err)
		err = trace.err;
	for (size_t i = 0; !err && i < n; i++)
		err = add_defaults(explanation, &policies[i], wanted);
	return err;
}
