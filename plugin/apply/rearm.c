/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/rearm.h"

#include <errno.h>
#include <stdio.h>

#include "base/printable.h"

static int take(struct rearm *rearm, struct arena *arena, struct ran_out ran_out)
{
	struct ran_out *list = arena_grow(arena, rearm->list, rearm->n, &rearm->room,
					  sizeof(*list));

	if (!list)
		return -ENOMEM;
	rearm->list = list;
	list[rearm->n++] = ran_out;
	return 0;
}

int rearm_take(struct rearm *rearm, struct state *wanted)
{
	int err = 0;

	for (size_t i = 0; i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];

		for (size_t j = 0; j < table->n; j++) {
			const struct set *set = &table->sets[j];

			for (size_t k = 0; !err && set->timeouts && k < set->n; k++) {
				struct element *element = &set->elements[k];

				if (element->ran_out)
					err = take(rearm, &wanted->arena,
						   (struct ran_out){ table, set, element });
				element->ran_out = false;
				element->expires = 0;
			}
		}
	}
	return err;
}

static bool was_there(const struct ran_out *ran_out, const struct state *live)
{
	const struct set *set = state_find_set(live, ran_out->table->family, ran_out->table->name,
					       ran_out->set->name);

	for (size_t i = 0; set && i < set->n; i++)
		if (set->elements[i].catchall == ran_out->element->catchall &&
		    key_overlaps(&set->elements[i].key, &ran_out->element->key))
			return true;
	return false;
}

void rearm_report(const struct rearm *rearm, const struct state *live)
{
	for (size_t i = 0; i < rearm->n; i++) {
		const struct ran_out *ran_out = &rearm->list[i];
		char key[KEY_TEXT_SIZE];

		if (was_there(ran_out, live))
			continue;
		printf("armed again: %s %s %s %s ", family_name(ran_out->table->family),
		       ran_out->table->name, ran_out->set->name, key_text(ran_out->element, key));
		printable_print(element_owners(ran_out->element), stdout);
		putchar('\n');
	}
}
