/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state/state.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "state/protocol.h"

void state_free(struct state *state)
{
	arena_free(&state->arena);
	*state = (struct state){ 0 };
}

const char *family_name(uint8_t family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_ARP:
		return "arp";
	case NFPROTO_NETDEV:
		return "netdev";
	case NFPROTO_BRIDGE:
		return "bridge";
	case NFPROTO_IPV6:
		return "ip6";
	}
	return NULL;
}

struct table *state_table(const struct state *state, uint8_t family, const char *name)
{
	for (size_t i = 0; i < state->n; i++)
		if (state->tables[i].family == family && !strcmp(state->tables[i].name, name))
			return &state->tables[i];
	return NULL;
}

struct set *table_set(const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->sets[i].name, name))
			return &table->sets[i];
	return NULL;
}

struct set *state_find_set(const struct state *state, uint8_t family, const char *table,
			   const char *set)
{
	const struct table *found = state_table(state, family, table);

	return found ? table_set(found, set) : NULL;
}

bool table_has_chain(const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->n_chains; i++)
		if (!strcmp(table->chains[i], name))
			return true;
	return false;
}

struct table *state_add_table(struct state *state, uint8_t family, const char *name)
{
	char *copy = arena_strndup(&state->arena, name, strlen(name));
	struct table *tables;

	tables = arena_grow(&state->arena, state->tables, state->n, &state->room, sizeof(*tables));
	if (!copy || !tables)
		return NULL;
	state->tables = tables;
	tables[state->n] = (struct table){ .family = family, .name = copy };
	return &tables[state->n++];
}

struct table *state_need_table(struct state *state, const struct table *like)
{
	struct table *table = state_table(state, like->family, like->name);

	return table ? table : state_add_table(state, like->family, like->name);
}

struct set *table_add_set(struct state *state, struct table *table, const char *name)
{
	char *copy = arena_strndup(&state->arena, name, strlen(name));
	struct set *sets;

	sets = arena_grow(&state->arena, table->sets, table->n, &table->room, sizeof(*sets));
	if (!copy || !sets)
		return NULL;
	table->sets = sets;
	sets[table->n] = (struct set){ .name = copy };
	return &sets[table->n++];
}

int set_reserve(struct state *state, struct set *set, size_t n)
{
	struct element *elements = arena_reserve(&state->arena, set->elements, set->n, &set->room,
						 sizeof(*elements), n);

	if (!elements)
		return -ENOMEM;
	pages_expect(elements, n * sizeof(*elements));
	set->elements = elements;
	return 0;
}

struct element *set_add_element(struct state *state, struct set *set)
{
	struct element *elements;

	elements = arena_grow(&state->arena, set->elements, set->n, &set->room, sizeof(*elements));
	if (!elements)
		return NULL;
	set->elements = elements;
	elements[set->n] = (struct element){ 0 };
	return &elements[set->n++];
}

/* NULL stays NULL. */
static int copy_text(struct state *state, const char **text)
{
	if (!*text)
		return 0;
	*text = arena_strndup(&state->arena, *text, strlen(*text));
	return *text ? 0 : -ENOMEM;
}

int set_copy_element(struct state *state, struct set *set, const struct element *from)
{
	struct element *to = set_add_element(state, set);

	if (!to)
		return -ENOMEM;
	*to = *from;
	if (copy_text(state, &to->comment) || copy_text(state, &to->verdict.chain)) {
		set->n--;
		return -ENOMEM;
	}
	return 0;
}

struct set *state_copy_set(struct state *state, struct table *table, const struct set *from)
{
	const char *comment = from->comment;
	struct set *to = table_add_set(state, table, from->name);

	if (!to || copy_text(state, &comment))
		return NULL;
	to->type = from->type;
	to->backend = from->backend;
	to->map = from->map;
	to->counter = from->counter;
	to->timeouts = from->timeouts;
	to->comment = comment;
	to->ours = from->ours;
	to->size = from->size;
	return to;
}

int key_compare(const struct key *a, const struct key *b)
{
	const uint64_t x = key_number(a), y = key_number(b);

	return (x > y) - (x < y);
}

bool key_overlaps(const struct key *a, const struct key *b)
{
	return a->protocol <= b->protocol_last && b->protocol <= a->protocol_last &&
	       a->first <= b->last && b->first <= a->last;
}

static int protocol_text(uint8_t protocol, char *text, size_t size)
{
	enum svcreg_transport transport = protocol_transport(protocol);

	if (transport)
		return snprintf(text, size, "%s", svcreg_transport_name(transport));
	return snprintf(text, size, "%u", protocol);
}

const char *key_text(const struct element *element, char text[KEY_TEXT_SIZE])
{
	const struct key *key = &element->key;
	int len;

	if (element->catchall) {
		memcpy(text, "*", 2);
		return text;
	}
	len = snprintf(text, KEY_TEXT_SIZE, "%u", key->first);
	if (key->last != key->first)
		len += snprintf(text + len, KEY_TEXT_SIZE - (size_t)len, "-%u", key->last);
	/* A set of ports alone does not say for which protocol they are. */
	if (!key->protocol && !key->protocol_last)
		return text;
	text[len++] = '/';
	len += protocol_text(key->protocol, text + len, KEY_TEXT_SIZE - (size_t)len);
	if (key->protocol_last != key->protocol) {
		text[len++] = '-';
		protocol_text(key->protocol_last, text + len, KEY_TEXT_SIZE - (size_t)len);
	}
	return text;
}
