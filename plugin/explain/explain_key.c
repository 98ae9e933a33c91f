/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/explain_key.h"

#include "explain/explain.h"
#include "state/protocol.h"

/* All that a set could have. */
static struct key set_reach(const struct set *set)
{
	struct key reach = { .protocol_last = UINT8_MAX, .last = UINT16_MAX };
	enum svcreg_transport transport = set_name_transport(set->name);

	if (set->type == SET_PORT && transport)
		reach.protocol = reach.protocol_last = protocol_of(transport);
	return reach;
}

struct key key_in_set(const struct set *set, const struct element *element)
{
	struct key key = element->key, reach = set_reach(set);

	if (element->catchall)
		return reach;
	if (set->type == SET_PORT) {
		key.protocol = reach.protocol;
		key.protocol_last = reach.protocol_last;
	}
	return key;
}

bool key_shared(const struct key *a, const struct key *b, struct key *shared)
{
	if (!key_overlaps(a, b))
		return false;
	*shared = (struct key){
		.protocol = a->protocol > b->protocol ? a->protocol : b->protocol,
		.protocol_last = a->protocol_last < b->protocol_last ? a->protocol_last
								     : b->protocol_last,
		.first = a->first > b->first ? a->first : b->first,
		.last = a->last < b->last ? a->last : b->last,
	};
	return true;
}

uint64_t key_size(const struct key *key)
{
	return (uint64_t)(key->last - key->first + 1) *
	       (uint64_t)(key->protocol_last - key->protocol + 1);
}

bool set_asked(const struct set *set, const struct key *asked, struct key *part)
{
	const struct key reach = set_reach(set);

	return set->type != SET_OTHER && key_shared(&reach, asked, part);
}

/* Whether the elements of a set, which do not overlap each other, leave nothing to its catch-all. */
static bool is_covered(const struct set *set, const struct key *part)
{
	uint64_t size = 0;

	for (size_t i = 0; i < set->n; i++) {
		const struct key key = key_in_set(set, &set->elements[i]);
		struct key shared;

		if (!set->elements[i].catchall && key_shared(&key, part, &shared))
			size += key_size(&shared);
	}
	return size >= key_size(part);
}

bool element_has(const struct set *set, const struct element *element, const struct key *asked)
{
	struct key key = key_in_set(set, element), part, shared;

	if (!set_asked(set, asked, &part))
		return false;
	if (element->catchall)
		return !is_covered(set, &part);
	return key_shared(&key, &part, &shared);
}
