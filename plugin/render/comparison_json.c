/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison for programs: every change with its records, every effect with its place. */
#include <errno.h>

#include "render/comparison.h"
#include "render/diags_json.h"
#include "render/json_text.h"
#include "state/protocol.h"

static json_t *json_about_change(const struct about_change *change)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o}", "change", svcreg_change_name(change->kind),
			 "of", about_part_name(change->part), "name", json_text(change->name),
			 "old", json_text(change->was), "new", json_text(change->is));
}

json_t *comparison_about_json(const struct comparison *comparison)
{
	json_t *list;
	int failed = 0;

	if (!comparison->of_about)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < comparison->n_about && failed == 0; i++)
		failed = json_array_append_new(list, json_about_change(&comparison->about[i]));
	return json_list_end(list, failed != 0);
}

static json_t *json_row(const struct svcreg *reg, uint32_t row)
{
	struct svcreg_record rec;

	return svcreg_row(reg, row, &rec) ? json_record(&rec) : json_null();
}

static json_t *json_columns(unsigned int columns)
{
	json_t *list = json_array();
	int failed = 0;

	for (int i = 0; i < SVCREG_COLUMNS; i++) {
		if (columns & SVCREG_COLUMN_BIT(i))
			failed |= json_array_append_new(
				list, json_string(json_column_key((enum svcreg_column)i)));
	}
	if (failed != 0) {
		json_decref(list);
		return NULL;
	}
	return list;
}

static json_t *json_number(bool is_there, uint16_t number)
{
	return is_there ? json_integer(number) : json_null();
}

/* Of the old row if there is one, as the ports are. */
static json_t *json_transport(const struct comparison *c, const struct svcreg_change *change)
{
	struct svcreg_record rec;

	if (change->transport == SVCREG_OTHER_TRANSPORT &&
	    (svcreg_row(c->old_reg, change->old_row, &rec) ||
	     svcreg_row(c->new_reg, change->new_row, &rec)))
		return json_text(rec.transport_name);
	return json_string(svcreg_transport_name(change->transport));
}

static json_t *json_change(const struct comparison *c, const struct svcreg_change *change)
{
	const struct svcreg *other = change->old_row ? c->new_reg : c->old_reg;

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "change",
			 svcreg_change_name(change->kind), "first",
			 json_number(change->has_port, change->first), "last",
			 json_number(change->has_port, change->last), "transport",
			 json_transport(c, change), "columns", json_columns(change->columns), "old",
			 json_row(c->old_reg, change->old_row), "new",
			 json_row(c->new_reg, change->new_row), "other",
			 json_row(other, change->other_row));
}

static json_t *json_ports(const struct effect *effect)
{
	const struct element *element = &effect->element;
	const struct verdict *verdict = &element->verdict;
	bool in_map = verdict->kind != VERDICT_NONE;

	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:s, s:o, s:o}", "family",
			 family_name(effect->family), "table", effect->table, "set", effect->set,
			 "first", (int)element->key.first, "last", (int)element->key.last,
			 "transport",
			 svcreg_transport_name(protocol_transport(element->key.protocol)),
			 "verdict", in_map ? json_string(verdict_name(verdict->kind)) : json_null(),
			 "chain", verdict->chain ? json_text(verdict->chain) : json_null());
}

static json_t *json_error(const struct diag *diag)
{
	return json_pack("{s:o, s:o}", "message", json_text(diag->message), "hint",
			 diag->hint ? json_text(diag->hint) : json_null());
}

static json_t *json_effect(const struct effect *effect)
{
	json_t *object = json_pack("{s:s, s:s?, s:o, s:o}", "effect", effect_name(effect->kind),
				   "lock", effect_lock_name(effect->lock), "at",
				   json_place(&effect->at), "by_way_of",
				   effect->use.source ? json_place(&effect->use) : json_null());
	json_t *what = effect->diag ? json_error(effect->diag) : json_ports(effect);

	if (json_object_update_missing(object, what) < 0) {
		json_decref(object);
		object = NULL;
	}
	json_decref(what);
	return object;
}

json_t *comparison_changes_json(const struct comparison *c)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < c->n_changes; i++)
		failed |= json_array_append_new(list, json_change(c, &c->changes[i]));
	if (failed != 0) {
		json_decref(list);
		return NULL;
	}
	return list;
}

static json_t *json_effects(const struct comparison *c)
{
	json_t *list;
	int failed = 0;

	if (!c->of_policies)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < c->n_effects; i++)
		failed |= json_array_append_new(list, json_effect(&c->effects[i]));
	if (failed != 0) {
		json_decref(list);
		return NULL;
	}
	return list;
}

int comparison_json(const struct comparison *comparison, FILE *out)
{
	return json_finish(json_pack("{s:o, s:o, s:o, s:o, s:o, s:I}", "old",
				     json_registry(comparison->old_reg), "new",
				     json_registry(comparison->new_reg), "changes",
				     comparison_changes_json(comparison), "about",
				     comparison_about_json(comparison), "policies",
				     json_effects(comparison), "hidden",
				     (json_int_t)comparison_hidden(comparison)),
			   out);
}
