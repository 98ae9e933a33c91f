/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entries of policies open a port: heard while they are resolved once more. */
#include <errno.h>

#include "explain.h"

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

static void hear(const struct place *place, const struct opening *opening, void *data)
{
	struct trace *trace = data;
	struct explanation *explanation = trace->explanation;
	const struct key key = { opening->protocol, opening->protocol, opening->first,
				 opening->last };
	struct opened *opened;

	if (trace->err || !is_asked(explanation, &key))
		return;
	opened = arena_grow(&explanation->arena, explanation->opened, explanation->n_opened,
			    sizeof(*opened));
	if (!opened) {
		trace->err = -ENOMEM;
		return;
	}
	explanation->opened = opened;
	opened[explanation->n_opened++] = (struct opened){
		.table = state_table(trace->wanted, place->table->family, place->table->name),
		.set = place->set,
		.element = { .key = key },
		.service = opening->owner,
		.at = place->at,
		.use = place->use,
	};
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
	return err ? err : trace.err;
}
