/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A wanted state for people: a line an element. */
#include <errno.h>

#include "render/columns.h"
#include "render/duration.h"
#include "render/render.h"
#include "state/protocol.h"

/* The columns; those of timeouts and verdicts are printed only if there is one. */
enum cell { TABLE, SET, PORTS, TRANSPORT, TIMEOUT, VERDICT, SERVICES, CELLS };

struct lines {
	struct columns *columns;
	bool timeouts;
	bool verdicts;
};

static void add_line(struct lines *lines, const char *const cells[static CELLS])
{
	const char *shown[CELLS];
	size_t n = 0;

	for (int i = 0; i < CELLS; i++) {
		if ((i != TIMEOUT || lines->timeouts) && (i != VERDICT || lines->verdicts))
			shown[n++] = cells[i];
	}
	columns_add(lines->columns, shown);
}

static const char *port_range_text(const struct element *element, char text[static 16])
{
	const struct key *key = &element->key;

	if (element->catchall)
		return "*";
	if (key->first == key->last)
		snprintf(text, 16, "%u", key->first);
	else
		snprintf(text, 16, "%u-%u", key->first, key->last);
	return text;
}

/* A set of ports alone does not say for which protocol they are: its name does. */
static const char *transport_text(const struct element *element)
{
	const char *name = svcreg_transport_name(protocol_transport(element->key.protocol));

	if (element->catchall)
		return "*";
	return *name ? name : "-";
}

static int add_element(struct lines *lines, const char *table, const struct set *set,
		       const struct element *element)
{
	char ports[16], timeout[DURATION_SIZE];
	struct arena arena = { 0 };
	const char *verdict = "-";
	int err = 0;

	if (element->verdict.kind != VERDICT_NONE)
		verdict = verdict_text(&arena, &element->verdict);
	if (verdict)
		add_line(lines, (const char *[]){ table, set->name, port_range_text(element, ports),
						  transport_text(element),
						  element->timeout
							  ? duration_text(element->timeout, timeout)
							  : "-",
						  verdict, element_owners(element) });
	else
		err = -ENOMEM;
	arena_free(&arena);
	return err;
}

static int add_table(struct lines *lines, const struct table *table)
{
	struct arena arena = { 0 };
	const char *name = arena_printf(&arena, "%s %s", family_name(table->family), table->name);
	int err = name ? 0 : -ENOMEM;

	for (size_t i = 0; i < table->n && !err; i++) {
		const struct set *set = &table->sets[i];

		/* A set without elements is made all the same. */
		if (set->n == 0)
			add_line(lines,
				 (const char *[]){ name, set->name, "-", "-", "-", "-", "-" });
		for (size_t e = 0; e < set->n && !err; e++)
			err = add_element(lines, name, set, &set->elements[e]);
	}
	arena_free(&arena);
	return err;
}

static struct columns *new_columns(const struct state *state, struct lines *lines)
{
	static const struct column titles[CELLS] = {
		[TABLE] = { "TABLE", COLUMN_TEXT },
		[SET] = { "SET", COLUMN_TEXT },
		[PORTS] = { "PORTS", COLUMN_NUMBER },
		[TRANSPORT] = { "TRANSPORT", COLUMN_TEXT },
		[TIMEOUT] = { "TIMEOUT", COLUMN_TEXT },
		[VERDICT] = { "VERDICT", COLUMN_TEXT },
		[SERVICES] = { "SERVICES", COLUMN_LONG },
	};
	struct column shown[CELLS];
	size_t n = 0;

	for (size_t i = 0; i < state->n; i++) {
		for (size_t s = 0; s < state->tables[i].n; s++) {
			lines->timeouts |= state->tables[i].sets[s].timeouts;
			lines->verdicts |= state->tables[i].sets[s].map;
		}
	}
	for (int i = 0; i < CELLS; i++) {
		if ((i != TIMEOUT || lines->timeouts) && (i != VERDICT || lines->verdicts))
			shown[n++] = titles[i];
	}
	return columns_new(shown, n);
}

int render_table(const struct state *state, FILE *out)
{
	struct lines lines = { .columns = NULL };
	int err = 0;

	lines.columns = new_columns(state, &lines);
	for (size_t i = 0; i < state->n && !err; i++)
		err = add_table(&lines, &state->tables[i]);
	if (!err)
		err = columns_print(lines.columns, out);
	columns_free(lines.columns);
	return err;
}
