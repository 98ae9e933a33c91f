/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entries of policies open a port. */
#include <errno.h>

#include "explain/explain.h"
#include "state/protocol.h"

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

static int add_opening(struct explanation *explanation, const struct table *table,
		       const struct resolved_set *set, const struct opening *opening)
{
	static const struct verdict none;
	const struct opened opened = {
		.table = table,
		.set = set->written->names[protocol_transport(opening->protocol)],
		.element = {
			.key = { opening->protocol, opening->protocol, opening->first,
				 opening->last },
			.verdict = opening->verdict ? *opening->verdict : none,
			.timeout = opening->timeout,
		},
		.service = opening->owner,
		.at = opening->entry->at,
		.use = opening->use ? opening->use->at : (struct location){ 0 },
	};

	return is_asked(explanation, &opened.element.key) ? add_opened(explanation, &opened) : 0;
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

int explain_opened(struct explanation *explanation, const struct resolved *resolved,
		   const struct state *wanted)
{
	int err = 0;

	for (size_t i = 0; !err && i < resolved->n; i++) {
		const struct resolved_table *from = &resolved->tables[i];
		const struct table *table = state_table(wanted, from->family, from->name);

		for (size_t j = 0; table && !err && j < from->n; j++) {
			const struct resolved_set *set = &from->sets[j];

			for (size_t k = 0; !err && k < set->n; k++)
				err = add_opening(explanation, table, set, &set->openings[k]);
			if (!err && set->written->otherwise.kind != VERDICT_NONE)
				err = add_default(explanation, table, set->written);
		}
	}
	return err;
}
