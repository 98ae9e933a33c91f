/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which elements and which lines of policies open a port, and whether the kernel has them. */
#include "explain/explain.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
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

static struct key key_in_set(const struct set *set, const struct element *element)
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

static bool key_shared(const struct key *a, const struct key *b, struct key *shared)
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

static uint64_t key_size(const struct key *key)
{
	return (uint64_t)(key->last - key->first + 1) *
	       (uint64_t)(key->protocol_last - key->protocol + 1);
}

static bool set_asked(const struct set *set, const struct key *asked, struct key *part)
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

void explanation_free(struct explanation *explanation)
{
	arena_free(&explanation->arena);
	*explanation = (struct explanation){ 0 };
}

static int ask(struct explanation *explanation, uint8_t protocol, uint16_t first, uint16_t last)
{
	struct key *asked = arena_grow(&explanation->arena, explanation->asked,
				       explanation->n_asked, &explanation->room_asked,
				       sizeof(*asked));

	if (!asked)
		return -ENOMEM;
	explanation->asked = asked;
	asked[explanation->n_asked++] = (struct key){
		.protocol = protocol,
		.protocol_last = protocol ? protocol : UINT8_MAX,
		.first = first,
		.last = last,
	};
	return 0;
}

/* Asks for ports of each of some transports; of any protocol, if there are none. */
static int ask_each(struct explanation *explanation, unsigned int transports, uint16_t first,
		    uint16_t last)
{
	int err = 0;

	if (!transports)
		return ask(explanation, 0, first, last);
	for (int t = SVCREG_TCP; !err && t < SVCREG_TRANSPORTS; t++)
		if (transports & TRANSPORT_BIT(t))
			err = ask(explanation, protocol_of((enum svcreg_transport)t), first, last);
	return err;
}

static int ask_service(struct explanation *explanation, const struct policy_service *service,
		       unsigned int transports)
{
	int err = 0;

	for (size_t i = 0; !err && i < service->n; i++) {
		const struct policy_ports *ports = &service->items[i];
		unsigned int both = transports ? ports->transports & transports : ports->transports;

		if (both)
			err = ask_each(explanation, both, ports->first, ports->last);
	}
	return err;
}

/* Each policy can have a service of this name, with other ports. */
static int ask_policies(struct explanation *explanation, const struct policy *policies, size_t n,
			bool *own)
{
	const struct query *query = &explanation->answer.query;
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; !err && j < policies[i].n_services; j++) {
			const struct policy_service *service = &policies[i].services[j];

			if (!text_equal(service->name, query->name))
				continue;
			*own = true;
			err = ask_service(explanation, service, query->transports);
		}
	}
	return err;
}

static int ask_name(struct explanation *explanation)
{
	const struct answer *answer = &explanation->answer;
	int err = 0;

	for (size_t i = 0; !err && i < answer->n; i++) {
		const struct svcreg_record *rec = &answer->rows[i].rec;

		if (answer->rows[i].former || !rec->has_port ||
		    rec->transport == SVCREG_OTHER_TRANSPORT)
			continue;
		err = ask_each(explanation,
			       rec->transport ? TRANSPORT_BIT(rec->transport)
					      : answer->query.transports,
			       rec->first, rec->last);
	}
	return err;
}

int explain_ask(struct explanation *explanation, const struct svcreg *reg,
		const struct policy *policies, size_t n, const struct query *query)
{
	bool own = false;
	int err = 0;

	explanation->answer.query = *query;
	if (query->name)
		err = ask_policies(explanation, policies, n, &own);
	if (!err && !own)
		err = answer_find(&explanation->arena, reg, query, &explanation->answer);
	if (err)
		return err;
	if (own)
		return explanation->n_asked ? 0 : -ENOENT;
	if (query->name)
		err = ask_name(explanation);
	else
		err = ask_each(explanation, query->transports, query->first, query->last);
	return !err && !explanation->n_asked ? -ENOENT : err;
}

bool explain_has(const struct explanation *explanation, const struct set *set,
		 const struct element *element)
{
	for (size_t i = 0; i < explanation->n_asked; i++)
		if (element_has(set, element, &explanation->asked[i]))
			return true;
	return false;
}

static int find_in_set(struct explanation *explanation, const struct table *table,
		       const struct set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		struct found *found;

		if (!explain_has(explanation, set, &set->elements[i]))
			continue;
		found = arena_grow(&explanation->arena, explanation->found, explanation->n_found,
				   &explanation->room_found, sizeof(*found));
		if (!found)
			return -ENOMEM;
		explanation->found = found;
		found[explanation->n_found++] = (struct found){ table, set, &set->elements[i] };
	}
	return 0;
}

int explain_find(struct explanation *explanation, const struct state *live)
{
	int err = 0;

	for (size_t i = 0; i < live->n; i++)
		for (size_t j = 0; !err && j < live->tables[i].n; j++)
			err = find_in_set(explanation, &live->tables[i], &live->tables[i].sets[j]);
	return err;
}

static bool is_asked(const struct explanation *explanation, const struct key *key)
{
	for (size_t i = 0; i < explanation->n_asked; i++)
		if (key_overlaps(&explanation->asked[i], key))
			return true;
	return false;
}

static int add_opened(struct explanation *explanation, const struct opened *opened)
{
	struct opened *all = arena_grow(&explanation->arena, explanation->opened,
					explanation->n_opened, &explanation->room_opened,
					sizeof(*all));

	if (!all)
		return -ENOMEM;
	explanation->opened = all;
	all[explanation->n_opened++] = *opened;
	return 0;
}

static int add_opening(struct explanation *explanation, const struct table *table,
		       const struct resolved_set *set, const struct opening *opening)
{
	static const struct verdict none;
	const struct opened opened = {
		.table = table,
		.set = set->written->names[protocol_transport(opening->protocol)],
		.element = {
			.key = { opening->protocol, opening->protocol, opening->first,
				 opening->last },
			.verdict = opening->verdict ? *opening->verdict : none,
			.timeout = opening->timeout,
		},
		.service = opening->owner,
		.at = opening->entry->at,
		.use = opening->use ? opening->use->at : (struct location){ 0 },
	};

	return is_asked(explanation, &opened.element.key) ? add_opened(explanation, &opened) : 0;
}

/* Adds the default of a map if it is for what is asked. */
static int add_default(struct explanation *explanation, const struct table *table,
		       const struct policy_set *written)
{
	const struct set *map = table_set(table, written->name);

	for (size_t i = 0; map && i < map->n; i++) {
		const struct element *element = &map->elements[i];

		if (element->catchall && explain_has(explanation, map, element))
			return add_opened(explanation,
					  &(struct opened){ .table = table,
							    .set = map->name,
							    .element = *element,
							    .service = element_owners(element),
							    .at = written->otherwise_at });
	}
	return 0;
}

int explain_opened(struct explanation *explanation, const struct resolved *resolved,
		   const struct state *wanted)
{
	int err = 0;

	for (size_t i = 0; !err && i < resolved->n; i++) {
		const struct resolved_table *from = &resolved->tables[i];
		const struct table *table = state_table(wanted, from->family, from->name);

		for (size_t j = 0; table && !err && j < from->n; j++) {
			const struct resolved_set *set = &from->sets[j];

			for (size_t k = 0; !err && k < set->n; k++)
				err = add_opening(explanation, table, set, &set->openings[k]);
			if (!err && set->written->otherwise.kind != VERDICT_NONE)
				err = add_default(explanation, table, set->written);
		}
	}
	return err;
}

/* One set on both sides; the one that is not there is NULL. */
struct pair {
	const struct table *table;
	const struct set *live;
	const struct set *wanted;
};

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_content(const struct element *a, const struct element *b)
{
	return a->catchall == b->catchall && a->timeout == b->timeout &&
	       same_text(a->comment, b->comment) && verdict_equal(&a->verdict, &b->verdict);
}

/*
 * Whether all that an element has of a question is in the other set, with the
 * same content. A range may be in several elements there: a hash has its ports.
 */
static bool is_there(const struct set *set, const struct element *element, const struct key *asked,
		     const struct set *other)
{
	const struct key key = key_in_set(set, element);
	uint64_t size = 0;
	struct key part;

	if (!other || !key_shared(&key, asked, &part))
		return false;
	for (size_t i = 0; i < other->n; i++) {
		const struct element *candidate = &other->elements[i];
		struct key there, shared;

		/* Most are told apart without a look at the name of their set. */
		if (candidate->key.first > part.last || candidate->key.last < part.first)
			continue;
		there = key_in_set(other, candidate);
		if (key_shared(&there, &part, &shared) && same_content(element, candidate))
			size += key_size(&shared);
	}
	return size >= key_size(&part);
}

static int add_difference(struct explanation *explanation, const struct difference *difference)
{
	struct difference *all = arena_grow(&explanation->arena, explanation->differences,
					    explanation->n_differences,
					    &explanation->room_differences, sizeof(*all));

	if (!all)
		return -ENOMEM;
	explanation->differences = all;
	all[explanation->n_differences++] = *difference;
	return 0;
}

/* Adds what a set has of the question and the other one has not. */
static int add_lacking(struct explanation *explanation, const struct table *table,
		       const struct set *set, const struct set *other, bool missing)
{
	int err = 0;

	for (size_t i = 0; set && !err && i < set->n; i++) {
		const struct element *element = &set->elements[i];
		const struct difference difference = { missing, table, set, element };
		bool lacking = false;

		for (size_t k = 0; !lacking && k < explanation->n_asked; k++)
			lacking = element_has(set, element, &explanation->asked[k]) &&
				  !is_there(set, element, &explanation->asked[k], other);
		if (lacking && !element->ran_out)
			err = add_difference(explanation, &difference);
	}
	return err;
}

static int compare_pair(struct explanation *explanation, const struct pair *pair)
{
	int err;

	err = add_lacking(explanation, pair->table, pair->wanted, pair->live, true);
	if (!err)
		err = add_lacking(explanation, pair->table, pair->live, pair->wanted, false);
	return err;
}

/* Elements of ours that are left in sets which no policy names. */
static int add_orphans(struct explanation *explanation, const struct table *live,
		       const struct table *wanted)
{
	int err = 0;

	for (size_t i = 0; !err && i < explanation->n_found; i++) {
		const struct found *found = &explanation->found[i];
		const struct difference difference = { false, live, found->set, found->element };

		if (found->table == live && !table_set(wanted, found->set->name) &&
		    element_is_ours(found->element))
			err = add_difference(explanation, &difference);
	}
	return err;
}

int explain_compare(struct explanation *explanation, const struct state *live,
		    const struct state *wanted)
{
	int err = 0;

	explanation->compared = true;
	for (size_t i = 0; !err && i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];
		const struct table *there = state_table(live, table->family, table->name);

		for (size_t j = 0; !err && j < table->n; j++) {
			const struct pair pair = {
				.table = table,
				.live = there ? table_set(there, table->sets[j].name) : NULL,
				.wanted = &table->sets[j],
			};

			err = compare_pair(explanation, &pair);
		}
		if (!err && there)
			err = add_orphans(explanation, there, table);
	}
	return err;
}
