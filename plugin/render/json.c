/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A wanted state as libnftables JSON (libnftables-json(5)) for nft -j -f. */
#include <errno.h>
#include <jansson.h>

#include "render/json_text.h"
#include "render/render.h"
#include "state/protocol.h"

static json_t *json_key(const struct element *element, enum set_type type)
{
	const struct key *key = &element->key;
	json_t *ports;

	if (element->catchall)
		return json_string("*");
	ports = key->first == key->last ? json_integer(key->first)
					: json_pack("{s:[i, i]}", "range", key->first, key->last);
	if (type != SET_PORT_PROTO)
		return ports;
	return json_pack("{s:[o, s]}", "concat", ports,
			 svcreg_transport_name(protocol_transport(key->protocol)));
}

static json_t *json_verdict(const struct verdict *verdict)
{
	const char *name = verdict_name(verdict->kind);

	if (verdict->chain)
		return json_pack("{s:{s:s}}", name, "target", verdict->chain);
	return json_pack("{s:n}", name);
}

static json_t *json_element(const struct element *element, const struct set *set)
{
	json_t *object = json_pack("{s:o}", "val", json_key(element, set->type));
	int failed = 0;

	if (element->timeout)
		failed |= json_object_set_new(object, "timeout",
					      json_integer((json_int_t)(element->timeout / 1000)));
	if (element->comment)
		failed |= json_object_set_new(object, "comment", json_string(element->comment));
	if (failed) {
		json_decref(object);
		return NULL;
	}
	object = json_pack("{s:o}", "elem", object);
	if (!set->map)
		return object;
	return json_pack("[o, o]", object, json_verdict(&element->verdict));
}

/* nft refuses an empty list: a set without elements has none. */
static int add_elements(json_t *object, const struct set *set)
{
	struct arena arena = { 0 };
	const struct element *const *elements;
	json_t *list = NULL;
	size_t n;
	int failed = set_shape(&arena, set, set->backend, &elements, &n);

	if (failed == 0 && n > 0) {
		list = json_array();
		for (size_t i = 0; i < n; i++)
			failed |= json_array_append_new(list, json_element(elements[i], set));
		failed |= json_object_set(object, "elem", list);
	}
	json_decref(list);
	arena_free(&arena);
	return failed == 0 ? 0 : -ENOMEM;
}

static json_t *json_flags(const struct set *set)
{
	json_t *flags = json_array();
	int failed = 0;

	if (set->backend == BACKEND_INTERVAL)
		failed |= json_array_append_new(flags, json_string("interval"));
	if (set->timeouts)
		failed |= json_array_append_new(flags, json_string("timeout"));
	if (!failed)
		return flags;
	json_decref(flags);
	return NULL;
}

static json_t *json_set(const struct table *table, const struct set *set)
{
	json_t *type = set->type == SET_PORT_PROTO
			       ? json_pack("[s, s]", "inet_service", "inet_proto")
			       : json_string("inet_service");
	json_t *object = json_pack("{s:s, s:s, s:s, s:o}", "family", family_name(table->family),
				   "table", table->name, "name", set->name, "type", type);
	int failed = 0;

	if (set->map)
		failed |= json_object_set_new(object, "map", json_string("verdict"));
	if (set->size > 0)
		failed |= json_object_set_new(object, "size", json_integer(set->size));
	if (set->backend == BACKEND_INTERVAL || set->timeouts)
		failed |= json_object_set_new(object, "flags", json_flags(set));
	if (set->counter)
		failed |= json_object_set_new(object, "stmt", json_pack("[{s:n}]", "counter"));
	if (set->comment)
		failed |= json_object_set_new(object, "comment", json_string(set->comment));
	failed |= add_elements(object, set);
	if (failed != 0) {
		json_decref(object);
		return NULL;
	}
	return json_pack("{s:{s:o}}", "add", set->map ? "map" : "set", object);
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
		failed = json_print(document, JSON_COMPACT, out);
	else
		failed = -ENOMEM;
	fputc('\n', out);
	json_decref(document);
	return failed == 0 ? 0 : -ENOMEM;
}
