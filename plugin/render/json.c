/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A wanted state as libnftables JSON (libnftables-json(5)) for nft -j -f. */
#include <errno.h>
#include <jansson.h>

#include "policy/policy.h"
#include "protocol.h"
#include "render/render.h"

static json_t *json_element(const struct element *element)
{
	const struct key *key = &element->key;
	json_t *ports = key->first == key->last
				? json_integer(key->first)
				: json_pack("{s:[i, i]}", "range", key->first, key->last);
	const char *transport = svcreg_transport_name(protocol_transport(key->protocol));
	json_t *val = json_pack("{s:[o, s]}", "concat", ports, transport);

	if (!element->comment)
		return json_pack("{s:{s:o}}", "elem", "val", val);
	return json_pack("{s:{s:o, s:s}}", "elem", "val", val, "comment", element->comment);
}

/* nft refuses an empty list: a set without elements has none. */
static int add_elements(json_t *object, const struct set *set)
{
	struct arena arena = { 0 };
	const struct element *elements;
	json_t *list = NULL;
	size_t n;
	int failed = set_shape(&arena, set, set->backend, &elements, &n);

	if (failed == 0 && n > 0) {
		list = json_array();
		for (size_t i = 0; i < n; i++)
			failed |= json_array_append_new(list, json_element(&elements[i]));
		failed |= json_object_set(object, "elem", list);
	}
	json_decref(list);
	arena_free(&arena);
	return failed == 0 ? 0 : -ENOMEM;
}

static json_t *json_set(const struct table *table, const struct set *set)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:[s, s]}", "family",
				   family_name(table->family), "table", table->name, "name",
				   set->name, "type", "inet_service", "inet_proto");
	int failed = 0;

	if (set->size > 0)
		failed |= json_object_set_new(object, "size", json_integer(set->size));
	if (set->backend == BACKEND_INTERVAL)
		failed |= json_object_set_new(object, "flags", json_pack("[s]", "interval"));
	if (set->counter)
		failed |= json_object_set_new(object, "stmt", json_pack("[{s:n}]", "counter"));
	failed |= add_elements(object, set);
	if (failed != 0) {
		json_decref(object);
		return NULL;
	}
	return json_pack("{s:{s:o}}", "add", "set", object);
}

static int add_table(json_t *commands, const struct table *table)
{
	int failed = json_array_append_new(commands, json_pack("{s:{s:{s:s, s:s}}}", "add", "table",
							       "family", family_name(table->family),
							       "name", table->name));

	for (size_t i = 0; i < table->n; i++)
		failed |= json_array_append_new(commands, json_set(table, &table->sets[i]));
	return failed;
}

int render_json(const struct state *state, FILE *out)
{
	json_t *commands = json_pack("[{s:{s:i}}]", "metainfo", "json_schema_version", 1);
	json_t *document;
	int failed = 0;

	for (size_t i = 0; i < state->n; i++)
		failed |= add_table(commands, &state->tables[i]);
	document = json_pack("{s:o}", "nftables", commands);
	if (failed == 0 && document)
		json_dumpf(document, out, JSON_COMPACT);
	else
		failed = -ENOMEM;
	fputc('\n', out);
	json_decref(document);
	return failed == 0 ? 0 : -ENOMEM;
}
