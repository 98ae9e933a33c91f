/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/state_json.h"
#include "state/protocol.h"

/* What an element takes, with the name of a service or two in its comment. */
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
