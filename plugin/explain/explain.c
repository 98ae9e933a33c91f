/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain/explain.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "explain/explain_key.h"
#include "state/protocol.h"

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
