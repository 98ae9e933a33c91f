/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A wanted state for people: a line an element. */
#include <errno.h>

#include "policy/policy.h"
#include "protocol.h"
#include "render/columns.h"
#include "render/render.h"

static void add_element(struct columns *lines, const char *table, const struct set *set,
			const struct element *element)
{
	const struct key *key = &element->key;
	char ports[16];

	if (key->first == key->last)
		snprintf(ports, sizeof(ports), "%u", key->first);
	else
		snprintf(ports, sizeof(ports), "%u-%u", key->first, key->last);
	columns_add(lines,
		    (const char *[]){ table, set->name, ports,
				      svcreg_transport_name(protocol_transport(key->protocol)),
				      element_owners(element) });
}

static int add_table(struct columns *lines, const struct table *table)
{
	struct arena arena = { 0 };
	const char *name = arena_printf(&arena, "%s %s", family_name(table->family), table->name);

	if (!name)
		return -ENOMEM;
	for (size_t i = 0; i < table->n; i++) {
		const struct set *set = &table->sets[i];

		/* A set without elements is made all the same. */
		if (set->n == 0)
			columns_add(lines, (const char *[]){ name, set->name, "-", "-", "-" });
		for (size_t e = 0; e < set->n; e++)
			add_element(lines, name, set, &set->elements[e]);
	}
	arena_free(&arena);
	return 0;
}

int render_table(const struct state *state, FILE *out)
{
	static const struct column titles[] = {
		{ "TABLE", COLUMN_TEXT },    { "SET", COLUMN_TEXT },
		{ "PORTS", COLUMN_NUMBER },  { "TRANSPORT", COLUMN_TEXT },
		{ "SERVICES", COLUMN_LONG },
	};
	struct columns *lines = columns_new(titles, sizeof(titles) / sizeof(titles[0]));
	int error = 0;

	for (size_t i = 0; i < state->n && error == 0; i++)
		error = add_table(lines, &state->tables[i]);
	if (error == 0)
		error = columns_print(lines, out);
	columns_free(lines);
	return error;
}
