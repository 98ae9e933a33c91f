/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables, sets and elements: found, added, copied, compared and described. */
#include "state/state.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/netfilter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pages.h"
#include "base/sort.h"
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

struct table *state_ensure_table(struct state *state, const struct table *like)
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
	/* A set of plain ports has no protocol. */
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

const char *verdict_name(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_NONE:
		return "";
	case VERDICT_ACCEPT:
		return "accept";
	case VERDICT_DROP:
		return "drop";
	case VERDICT_CONTINUE:
		return "continue";
	case VERDICT_RETURN:
		return "return";
	case VERDICT_JUMP:
		return "jump";
	case VERDICT_GOTO:
		return "goto";
	}
	return "";
}

int verdict_compare(const struct verdict *a, const struct verdict *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->chain ? a->chain : "", b->chain ? b->chain : "");
}

const char *verdict_text(struct arena *arena, const struct verdict *verdict)
{
	if (!verdict->chain)
		return verdict_name(verdict->kind);
	return arena_printf(arena, "%s %s", verdict_name(verdict->kind), verdict->chain);
}

/* Owners of an element, in its comment. */

#define PREFIX_LEN (sizeof(COMMENT_PREFIX) - 1)

bool element_is_ours(const struct element *element)
{
	return element->comment && !strncmp(element->comment, COMMENT_PREFIX, PREFIX_LEN);
}

size_t set_count_ours(const struct set *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += element_is_ours(&set->elements[i]);
	return n;
}

const char *element_owners(const struct element *element)
{
	return element_is_ours(element) ? element->comment + PREFIX_LEN : "";
}

static size_t decimal_digits(size_t n)
{
	return (size_t)snprintf(NULL, 0, "%zu", n);
}

/* Count the names that fit, with "+N" after them for the rest, and the length of all. */
static size_t names_that_fit(const char *const *owners, size_t n, size_t *length)
{
	size_t len = PREFIX_LEN;
	size_t fit = 0;

	for (size_t i = 0; i < n; i++) {
		const size_t left_out = n - i - 1;
		size_t whole;

		len += (i > 0) + strlen(owners[i]);
		if (len > COMMENT_MAX)
			break;
		whole = len + (left_out ? 1 + decimal_digits(left_out) : 0);
		if (whole > COMMENT_MAX)
			continue;
		fit = i + 1;
		*length = whole;
	}
	if (!fit)
		*length = PREFIX_LEN + 1 + decimal_digits(n);
	return fit;
}

char *owners_comment(struct arena *arena, const char *const *owners, size_t n)
{
	size_t length = 0;
	const size_t fit = names_that_fit(owners, n, &length);
	char *text = arena_text(arena, length);
	char *end;

	if (!text)
		return NULL;
	end = mempcpy(text, COMMENT_PREFIX, PREFIX_LEN);
	for (size_t i = 0; i < fit; i++) {
		if (i)
			*end++ = '+';
		end = stpcpy(end, owners[i]);
	}
	if (fit < n)
		sprintf(end, "+%zu", n - fit);
	return text;
}

static uint64_t number_of(const void *item)
{
	return key_number(&((const struct element *)item)->key);
}

static uint64_t start_of(const void *item)
{
	const struct key *key = &((const struct element *)item)->key;

	return (uint64_t)key->protocol << 16 | key->first;
}

/* Sort by start first: without overlaps, as in the kernel, that is enough and needs half the digits. */
int set_sort(struct set *set)
{
	int err = sort_by_number(set->elements, set->n, sizeof(*set->elements), start_of);

	return err ? err : sort_by_number(set->elements, set->n, sizeof(*set->elements), number_of);
}

/* Equality of states. */

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool verdict_equal(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && same_text(a->chain, b->chain);
}

bool element_equal(const struct element *a, const struct element *b)
{
	return key_number(&a->key) == key_number(&b->key) && a->catchall == b->catchall &&
	       same_text(a->comment, b->comment) && verdict_equal(&a->verdict, &b->verdict) &&
	       a->timeout == b->timeout;
}

/* The next element from @i on to compare: in a set that is not wanted, only ours. */
static size_t next_element(const struct set *set, size_t i, bool only_ours)
{
	while (i < set->n && only_ours && !element_is_ours(&set->elements[i]))
		i++;
	return i;
}

static bool elements_equal(const struct set *a, const struct set *b, bool only_ours)
{
	size_t i = next_element(a, 0, only_ours), j = next_element(b, 0, only_ours);

	while (i < a->n && j < b->n) {
		if (!element_equal(&a->elements[i], &b->elements[j]))
			return false;
		i = next_element(a, i + 1, only_ours);
		j = next_element(b, j + 1, only_ours);
	}
	return i == a->n && j == b->n;
}

static bool set_equal(const struct set *a, const struct set *b, bool only_ours)
{
	return !strcmp(a->name, b->name) && a->type == b->type && a->backend == b->backend &&
	       a->map == b->map && a->counter == b->counter && a->timeouts == b->timeouts &&
	       a->ours == b->ours && a->size == b->size && a->n_rules == b->n_rules &&
	       elements_equal(a, b, only_ours);
}

static bool table_equal(const struct table *a, const struct table *b, const struct table *wanted)
{
	if (a->family != b->family || strcmp(a->name, b->name) != 0 || a->ours != b->ours ||
	    a->use != b->use || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!set_equal(&a->sets[i], &b->sets[i],
			       wanted && !table_set(wanted, a->sets[i].name)))
			return false;
	return true;
}

bool state_equal(const struct state *a, const struct state *b, const struct state *wanted)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct table *table = &a->tables[i];

		if (!table_equal(table, &b->tables[i],
				 wanted ? state_table(wanted, table->family, table->name) : NULL))
			return false;
	}
	return true;
}

/* The hash of a state. XXH3 is inlined from its header: nothing is linked. */

/* NULL and an empty text have different hashes. */
static uint64_t add_text(uint64_t hash, const char *text)
{
	return text ? hash_bytes(text, strlen(text) + 1, hash) : hash + 1;
}

static uint64_t add_numbers(uint64_t hash, const uint64_t *numbers, size_t size)
{
	return hash_bytes(numbers, size, hash);
}

static uint64_t add_element(uint64_t hash, const struct element *element)
{
	const struct key *key = &element->key;
	const uint64_t rare[] = { element->timeout, element->expires, element->packets,
				  element->bytes };
	const bool is_rare = element->timeout | element->expires | element->packets |
			     element->bytes;
	const uint64_t numbers[] = {
		key_number(key),
		(uint64_t)element->verdict.kind << 3 | (uint64_t)element->catchall << 2 |
			(uint64_t)element->has_counter << 1 | is_rare,
	};

	hash = add_numbers(hash, numbers, sizeof(numbers));
	if (is_rare)
		hash = add_numbers(hash, rare, sizeof(rare));
	hash = add_text(hash, element->comment);
	return add_text(hash, element->verdict.chain);
}

static uint64_t add_set(uint64_t hash, const struct set *set)
{
	const uint64_t numbers[] = { set->type, set->backend,  set->map,  set->counter,
				     set->ours, set->timeouts, set->size, set->n };

	hash = add_text(hash, set->name);
	hash = add_text(hash, set->comment);
	hash = add_numbers(hash, numbers, sizeof(numbers));
	for (size_t i = 0; i < set->n; i++)
		hash = add_element(hash, &set->elements[i]);
	return hash;
}

uint64_t state_hash(const struct state *state)
{
	uint64_t hash = state->n;

	for (size_t i = 0; i < state->n; i++) {
		const struct table *table = &state->tables[i];
		const uint64_t numbers[] = { table->family, table->ours, table->n };

		hash = add_text(hash, table->name);
		hash = add_numbers(hash, numbers, sizeof(numbers));
		for (size_t j = 0; j < table->n; j++)
			hash = add_set(hash, &table->sets[j]);
	}
	return hash;
}
