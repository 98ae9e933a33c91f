/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/state_json.h"

#include <errno.h>
#include <string.h>

/* The usual length of an element, with one or two service names in its comment. */
#define ELEMENT_SIZE 64

static void put_flag(struct writer *writer, const char *name, bool flag)
{
	writer_put(writer, name);
	writer_put(writer, flag ? "true" : "false");
}

static void put_key(struct writer *writer, const struct key *key)
{
	const uint64_t numbers[] = { key->first, key->protocol, key->last, key->protocol_last };
	const bool single = key->first == key->last && key->protocol == key->protocol_last;

	writer_put(writer, "{\"key\":");
	writer_numbers(writer, numbers, single ? 2 : 4);
}

static void put_element(struct writer *writer, const struct element *element)
{
	if (element->catchall)
		writer_put(writer, "{\"catchall\":true");
	else
		put_key(writer, &element->key);
	writer_put(writer, ",\"comment\":");
	writer_text(writer, element->comment);
	if (element->verdict.kind) {
		writer_put(writer, ",\"verdict\":");
		writer_text(writer, verdict_name(element->verdict.kind));
	}
	if (element->verdict.chain) {
		writer_put(writer, ",\"chain\":");
		writer_text(writer, element->verdict.chain);
	}
	if (element->timeout) {
		writer_put(writer, ",\"timeout\":");
		writer_number(writer, element->timeout);
	}
	if (element->expires) {
		writer_put(writer, ",\"expires\":");
		writer_number(writer, element->expires);
	}
	if (element->has_counter) {
		const uint64_t counted[] = { element->packets, element->bytes };

		writer_put(writer, ",\"counter\":");
		writer_numbers(writer, counted, 2);
	}
	writer_put(writer, "}");
}

static const char *type_name(enum set_type type)
{
	switch (type) {
	case SET_PORT_PROTO:
		return "port.proto";
	case SET_PORT:
		return "port";
	case SET_PROTO_PORT:
	case SET_OTHER:
		break;
	}
	return "other";
}

static void put_set(struct writer *writer, const struct set *set)
{
	writer_put(writer, "{\"name\":");
	writer_text(writer, set->name);
	writer_put(writer, ",\"type\":");
	writer_text(writer, type_name(set->type));
	writer_put(writer, ",\"backend\":");
	writer_text(writer, set->backend == BACKEND_HASH ? "hash" : "interval");
	put_flag(writer, ",\"map\":", set->map);
	put_flag(writer, ",\"counter\":", set->counter);
	put_flag(writer, ",\"timeouts\":", set->timeouts);
	put_flag(writer, ",\"ours\":", set->ours);
	writer_put(writer, ",\"comment\":");
	writer_text(writer, set->comment);
	writer_put(writer, ",\"size\":");
	writer_number(writer, set->size);
	writer_put(writer, ",\"elements\":[");
	writer_reserve(writer, set->n * ELEMENT_SIZE);
	for (size_t i = 0; i < set->n; i++) {
		writer_put(writer, i ? ",\n" : "\n");
		put_element(writer, &set->elements[i]);
	}
	writer_put(writer, "]}");
}

void family_put(struct writer *writer, uint8_t family)
{
	writer_text(writer, family_name(family));
}

void state_json_put(struct writer *writer, const struct state *state)
{
	writer_put(writer, "[");
	for (size_t i = 0; i < state->n; i++) {
		const struct table *table = &state->tables[i];

		writer_put(writer, i ? ",\n{\"family\":" : "\n{\"family\":");
		family_put(writer, table->family);
		writer_put(writer, ",\"name\":");
		writer_text(writer, table->name);
		put_flag(writer, ",\"ours\":", table->ours);
		writer_put(writer, ",\"sets\":[");
		for (size_t j = 0; j < table->n; j++) {
			writer_put(writer, j ? ",\n" : "\n");
			put_set(writer, &table->sets[j]);
		}
		writer_put(writer, "]}");
	}
	writer_put(writer, "]");
}

/*
 * Reading: the JSON may be anything, so every member must be there, with its type
 * and in its range, and no others.
 */

/* The kernel's limits, in bytes; nft's own for comments is lower. */
#define NAME_LEN_MAX 255
#define COMMENT_LEN_MAX 255

static int get_bytes(struct arena *arena, const json_t *json, const char **text)
{
	const size_t n = json_array_size(json);
	char *bytes = arena_alloc(arena, n + 1);

	if (!bytes)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		uint64_t number = 0;

		if (json_get_number(json_array_get(json, i), UINT8_MAX, &number) || !number)
			return -EINVAL;
		bytes[i] = (char)number;
	}
	*text = bytes;
	return 0;
}

int json_get_text(struct arena *arena, const json_t *json, const char **text)
{
	const char *copy;

	if (json_is_null(json)) {
		*text = NULL;
		return 0;
	}
	if (json_is_array(json))
		return get_bytes(arena, json, text);
	if (!json_is_string(json))
		return -EINVAL;
	copy = arena_strndup(arena, json_string_value(json), json_string_length(json));
	if (!copy)
		return -ENOMEM;
	*text = copy;
	return 0;
}

int json_get_number(const json_t *json, uint64_t max, uint64_t *number)
{
	if (!json_is_integer(json) || json_integer_value(json) < 0 ||
	    (uint64_t)json_integer_value(json) > max)
		return -EINVAL;
	*number = (uint64_t)json_integer_value(json);
	return 0;
}

int family_get(const json_t *json, uint8_t *family)
{
	const char *name = json_string_value(json);

	for (uint8_t i = 0; name && i < UINT8_MAX; i++) {
		if (family_name(i) && !strcmp(family_name(i), name)) {
			*family = i;
			return 0;
		}
	}
	return -EINVAL;
}

static int get_name(struct arena *arena, const json_t *json, const char **name)
{
	int err = json_get_text(arena, json, name);

	if (err)
		return err;
	return *name && **name && strlen(*name) <= NAME_LEN_MAX ? 0 : -EINVAL;
}

/* The first port and protocol, then the last ones if they differ. */
static int get_key(const json_t *json, struct key *key)
{
	const size_t n = json_array_size(json);
	uint64_t part[4] = { 0 };
	size_t last;

	if (n != 2 && n != 4)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		if (json_get_number(json_array_get(json, i), i % 2 ? UINT8_MAX : UINT16_MAX,
				    &part[i]))
			return -EINVAL;
	last = n - 2;
	*key = (struct key){
		.first = (uint16_t)part[0],
		.last = (uint16_t)part[last],
		.protocol = (uint8_t)part[1],
		.protocol_last = (uint8_t)part[last + 1],
	};
	return key->first <= key->last && key->protocol <= key->protocol_last ? 0 : -EINVAL;
}

static int get_verdict(struct arena *arena, const json_t *name, const json_t *chain,
		       struct verdict *verdict)
{
	const char *text = json_string_value(name);
	bool leads;

	for (int kind = VERDICT_ACCEPT; text && kind <= VERDICT_GOTO; kind++)
		if (!strcmp(verdict_name((enum verdict_kind)kind), text))
			verdict->kind = (enum verdict_kind)kind;
	leads = verdict->kind == VERDICT_JUMP || verdict->kind == VERDICT_GOTO;
	if (!verdict->kind || leads != (chain != NULL))
		return -EINVAL;
	return chain ? get_name(arena, chain, &verdict->chain) : 0;
}

/* A number that may be missing. */
static int get_optional(const json_t *json, uint64_t *number)
{
	return json ? json_get_number(json, INT64_MAX, number) : 0;
}

static int get_counter(const json_t *json, struct element *element)
{
	if (json_array_size(json) != 2)
		return -EINVAL;
	element->has_counter = true;
	if (json_get_number(json_array_get(json, 0), INT64_MAX, &element->packets))
		return -EINVAL;
	return json_get_number(json_array_get(json, 1), INT64_MAX, &element->bytes);
}

static int unpack(const json_t *json, const char *fmt, ...)
{
	json_error_t error;
	va_list ap;
	int err;

	va_start(ap, fmt);
	/* It only counts references up and down. */
	err = json_vunpack_ex((json_t *)(uintptr_t)json, &error, JSON_STRICT, fmt, ap);
	va_end(ap);
	return err ? -EINVAL : 0;
}

static int get_element(struct arena *arena, const json_t *json, const struct set *set,
		       struct element *element)
{
	json_t *key = NULL, *comment, *verdict = NULL, *chain = NULL, *timeout = NULL;
	json_t *expires = NULL, *counter = NULL;
	int catchall = 0;
	int err;

	err = unpack(json, "{s?o, s?b, s:o, s?o, s?o, s?o, s?o, s?o}", "key", &key, "catchall",
		     &catchall, "comment", &comment, "verdict", &verdict, "chain", &chain,
		     "timeout", &timeout, "expires", &expires, "counter", &counter);
	if (err || !catchall != (key != NULL) || set->map != (verdict != NULL))
		return -EINVAL;
	*element = (struct element){ .key = { .last = UINT16_MAX, .protocol_last = UINT8_MAX },
				     .catchall = catchall };
	err = key ? get_key(key, &element->key) : 0;
	if (!err)
		err = json_get_text(arena, comment, &element->comment);
	if (!err && element->comment && strlen(element->comment) > COMMENT_LEN_MAX)
		err = -EINVAL;
	if (!err && (verdict || chain))
		err = get_verdict(arena, verdict, chain, &element->verdict);
	if (!err)
		err = get_optional(timeout, &element->timeout);
	if (!err)
		err = get_optional(expires, &element->expires);
	if (!err && element->timeout && !set->timeouts)
		err = -EINVAL;
	return !err && counter ? get_counter(counter, element) : err;
}

static int get_elements(struct state *state, const json_t *json, struct set *set)
{
	int err = json_is_array(json) ? 0 : -EINVAL;

	for (size_t i = 0; !err && i < json_array_size(json); i++) {
		struct element *element = set_add_element(state, set);

		if (!element)
			return -ENOMEM;
		err = get_element(&state->arena, json_array_get(json, i), set, element);
	}
	if (!err)
		err = set_sort(set);
	if (err)
		return err;
	for (size_t i = 1; i < set->n; i++)
		if (!key_compare(&set->elements[i - 1].key, &set->elements[i].key) &&
		    set->elements[i - 1].catchall == set->elements[i].catchall)
			return -EINVAL;
	return 0;
}

static int get_type(const char *type, const char *backend, struct set *set)
{
	if (!strcmp(type, "port.proto"))
		set->type = SET_PORT_PROTO;
	else if (!strcmp(type, "port"))
		set->type = SET_PORT;
	else
		return -EINVAL;
	if (!strcmp(backend, "hash"))
		set->backend = BACKEND_HASH;
	else if (!strcmp(backend, "interval"))
		set->backend = BACKEND_INTERVAL;
	else
		return -EINVAL;
	return 0;
}

static int get_set(struct state *state, const json_t *json, struct table *table)
{
	json_t *name_json, *comment, *size_json, *elements;
	int map, counter, timeouts, ours;
	const char *type, *backend, *name;
	uint64_t size = 0;
	struct set *set;
	int err;

	err = unpack(json, "{s:o, s:s, s:s, s:b, s:b, s:b, s:b, s:o, s:o, s:o}", "name", &name_json,
		     "type", &type, "backend", &backend, "map", &map, "counter", &counter,
		     "timeouts", &timeouts, "ours", &ours, "comment", &comment, "size", &size_json,
		     "elements", &elements);
	if (!err)
		err = get_name(&state->arena, name_json, &name);
	if (!err && table_set(table, name))
		err = -EINVAL;
	if (!err)
		err = json_get_number(size_json, UINT32_MAX, &size);
	if (err)
		return err;
	set = table_add_set(state, table, name);
	if (!set)
		return -ENOMEM;
	set->map = map;
	set->counter = counter;
	set->timeouts = timeouts;
	set->ours = ours;
	set->size = (uint32_t)size;
	err = get_type(type, backend, set);
	if (!err)
		err = json_get_text(&state->arena, comment, &set->comment);
	if (!err && set->comment && strlen(set->comment) > COMMENT_LEN_MAX)
		err = -EINVAL;
	return err ? err : get_elements(state, elements, set);
}

static int get_table(struct state *state, const json_t *json)
{
	json_t *family_json, *name_json, *sets;
	struct table *table;
	const char *name;
	uint8_t family = 0;
	int ours;
	int err;

	err = unpack(json, "{s:o, s:o, s:b, s:o}", "family", &family_json, "name", &name_json,
		     "ours", &ours, "sets", &sets);
	if (!err)
		err = family_get(family_json, &family);
	if (!err)
		err = get_name(&state->arena, name_json, &name);
	if (!err && (state_table(state, family, name) || !json_is_array(sets)))
		err = -EINVAL;
	if (err)
		return err;
	table = state_add_table(state, family, name);
	if (!table)
		return -ENOMEM;
	table->ours = ours;
	for (size_t i = 0; !err && i < json_array_size(sets); i++)
		err = get_set(state, json_array_get(sets, i), table);
	return err;
}

int state_json_get(const json_t *json, struct state *state)
{
	int err = json_is_array(json) ? 0 : -EINVAL;

	for (size_t i = 0; !err && i < json_array_size(json); i++)
		err = get_table(state, json_array_get(json, i));
	return err;
}
