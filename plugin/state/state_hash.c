/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A state in one number. XXH3 is taken from its header alone: nothing is linked. */
#define XXH_INLINE_ALL
#include <string.h>
#include <xxhash.h>

#include "state/state.h"

/* No text and an empty one are two things. */
static uint64_t add_text(uint64_t hash, const char *text)
{
	return text ? XXH3_64bits_withSeed(text, strlen(text) + 1, hash) : hash + 1;
}

static uint64_t add_numbers(uint64_t hash, const uint64_t *numbers, size_t size)
{
	return XXH3_64bits_withSeed(numbers, size, hash);
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
