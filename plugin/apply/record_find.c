/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a record says of a set, and of what had a timeout in it. */
#include <stdlib.h>
#include <string.h>

#include "apply/record.h"

const struct applied *record_find(const struct record *record, uint8_t family, const char *table,
				  const char *set)
{
	for (size_t i = record->n; i-- > 0;)
		if (state_find_set(&record->applies[i].state, family, table, set))
			return &record->applies[i];
	return NULL;
}

const char *applied_policies(struct arena *arena, const struct applied *applied,
			     const char *separator)
{
	const char *text = "";

	for (size_t i = 0; text && i < applied->n_policies; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? separator : "",
				    applied->policies[i]);
	return text;
}

/* As set_sort() has them; a catch-all is like the element that matches everything. */
static int compare(const void *a, const void *b)
{
	return key_compare(&((const struct element *)a)->key, &((const struct element *)b)->key);
}

static const struct element *find_armed(const struct set *set, const struct element *wanted)
{
	const struct element *armed = NULL;

	if (set->n)
		armed = bsearch(wanted, set->elements, set->n, sizeof(*wanted), compare);
	if (!armed || armed->catchall != wanted->catchall || armed->timeout != wanted->timeout ||
	    strcmp(element_owners(armed), element_owners(wanted)) != 0)
		return NULL;
	return armed;
}

static void mark_set(const struct applied *applied, const struct set *armed, struct set *wanted,
		     uint64_t now)
{
	/* The clock starts anew with the machine, and so does the kernel's ruleset. */
	const uint64_t passed = now > applied->boot_time ? now - applied->boot_time : 0;

	for (size_t i = 0; i < wanted->n; i++) {
		struct element *element = &wanted->elements[i];
		const struct element *then = element->timeout ? find_armed(armed, element) : NULL;
		uint64_t left;

		if (!then)
			continue;
		left = then->expires ? then->expires : then->timeout;
		element->ran_out = left <= passed;
		element->expires = element->ran_out ? 0 : left - passed;
	}
}

void record_mark_ran_out(const struct record *record, struct state *wanted, uint64_t now)
{
	for (size_t i = 0; i < wanted->n; i++) {
		struct table *table = &wanted->tables[i];

		for (size_t j = 0; j < table->n; j++) {
			struct set *set = &table->sets[j];
			const struct applied *applied;

			if (!set->timeouts)
				continue;
			applied = record_find(record, table->family, table->name, set->name);
			if (applied)
				mark_set(applied,
					 state_find_set(&applied->state, table->family, table->name,
							set->name),
					 set, now);
		}
	}
}
