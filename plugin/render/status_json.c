/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Status as JSON; the shape is documented in nftsvc.json(5). */
#include <errno.h>

#include "render/json_text.h"
#include "render/status.h"

static int put_number(json_t *object, const char *name, uint64_t number)
{
	return json_object_set_new(object, name, json_integer((json_int_t)number));
}

static json_t *row_json(const struct tally_row *row)
{
	struct arena arena = { 0 };
	const char *ports = row_ports(&arena, row);
	json_t *object = NULL;
	int failed = 0;

	if (ports)
		object = json_pack("{s:s, s:o, s:o, s:b, s:o, s:s, s:I}", "family",
				   family_name(row->table->family), "table",
				   json_text(row->table->name), "set", json_text(row->set->name),
				   "ours", row->services != NULL, "services",
				   row->services ? json_text(row->services) : json_null(), "ports",
				   ports, "elements", (json_int_t)row->elements);
	arena_free(&arena);
	if (!object)
		return NULL;
	if (row->counted) {
		failed |= put_number(object, "packets", row->packets);
		failed |= put_number(object, "bytes", row->bytes);
	}
	if (row->timed)
		failed |= put_number(object, "expires_ms", row->expires);
	if (row->verdict)
		failed |= json_object_set_new(object, "verdict", json_of_verdict(row->verdict));
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *policies_json(const struct applied *applied)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < applied->n_policies; i++)
		failed |= json_array_append_new(list, json_text(applied->policies[i]));
	if (!failed)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *applied_json(const struct applied *applied)
{
	char when[WHEN_SIZE];

	if (!applied)
		return json_null();
	return json_pack("{s:s, s:I, s:o, s:{s:o, s:o}}", "when", when_text(applied->when, when),
			 "timestamp", (json_int_t)applied->when, "policies", policies_json(applied),
			 "registry", "source", json_text(applied->registry), "date",
			 json_text(applied->registry_date));
}

static json_t *set_json(const struct overview *overview, const struct tally_set *tally)
{
	return json_pack("{s:s, s:o, s:o, s:b, s:I, s:I, s:o}", "family",
			 family_name(tally->table->family), "table", json_text(tally->table->name),
			 "set", json_text(tally->set->name), "map", tally->set->map, "elements",
			 (json_int_t)tally->elements, "foreign", (json_int_t)tally->foreign,
			 "applied", applied_json(overview_applied(overview, tally)));
}

static json_t *waiting_json(const struct waiting *waiting)
{
	char until[WHEN_SIZE];

	if (!waiting)
		return json_null();
	return json_pack("{s:s, s:I, s:b, s:b}", "until", when_text(waiting->until, until),
			 "timestamp", (json_int_t)waiting->until, "guarded", waiting->guarded,
			 "overdue", waiting->overdue);
}

int overview_json(const struct overview *overview, FILE *out)
{
	json_t *rows = json_array();
	json_t *sets = json_array();
	int failed = 0;

	for (size_t i = 0; !failed && i < overview->n_rows; i++)
		failed = json_array_append_new(rows, row_json(&overview->rows[i]));
	for (size_t i = 0; !failed && i < overview->n_sets; i++)
		failed = json_array_append_new(sets, set_json(overview, &overview->sets[i]));
	if (failed) {
		json_decref(rows);
		json_decref(sets);
		return -ENOMEM;
	}
	return json_finish(json_pack("{s:o, s:o, s:o}", "rows", rows, "sets", sets, "waiting",
				     waiting_json(overview->waiting)),
			   out);
}
