/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entries of a set, and those of the groups in it.
 *
 * A set is a union: a group that was looked into once for a request has nothing
 * to add when it comes again, unless it stays for longer. So the work is bounded by
 * the size of the policy, however deep groups stand in groups and however often;
 * a policy that plays with timeouts meets the bound of r->total.
 */
#include "base/pages.h"
#include "resolve/resolver.h"

/* A number below REQUEST_KINDS for each request there is. */
static unsigned int request_number(const struct request *request)
{
	switch (request->kind) {
	case ENTRY_BARE:
		return 0;
	case ENTRY_ALL:
		return 1;
	case ENTRY_LISTED:
		return 1 + request->transports / TRANSPORT_BIT(SVCREG_TCP);
	}
	return 0;
}

static void visit_later(struct resolver *r, struct group_node *node, const struct request *request,
			const struct entry *use)
{
	unsigned int number = request_number(request);
	uint32_t bit = UINT32_C(1) << number;
	/* Errors do not depend on it. */
	uint64_t timeout = r->checking ? 0 : request->timeout;
	struct visit *visits;

	if (node->round != r->round) {
		node->round = r->round;
		node->requests = 0;
	}
	if ((node->requests & bit) && !timeout_outlasts(timeout, node->longest[number]))
		return;
	node->requests |= bit;
	node->longest[number] = timeout;
	visits = arena_grow(&r->scratch, r->visits, r->n_visits, &r->room_visits, sizeof(*visits));
	if (!visits) {
		r->no_memory = true;
		return;
	}
	r->visits = visits;
	visits[r->n_visits++] = (struct visit){ node, *request, use };
}

/* A member's own transports and timeout stay; what it lacks is what its group is asked for. */
static struct request member_request(const struct entry *member, const struct request *asked)
{
	struct request request = *asked;

	if (member->kind != ENTRY_BARE) {
		request.kind = member->kind;
		request.transports = member->transports;
	}
	if (member->timeout)
		request.timeout = member->timeout;
	return request;
}

static void expand_item(struct resolver *r, const struct item *item)
{
	const struct local_name *name = scope_find(r->scope, item->entry->name);

	if (has_expired(r->scope->policy, item->entry))
		return;
	if (name && name->node)
		visit_later(r, name->node, &item->request, item->use ? item->use : item->entry);
	else
		open_item(r, item);
}

static void expand_visits(struct resolver *r)
{
	for (size_t i = 0; i < r->n_visits && !r->no_memory && r->total < OPENINGS_MAX; i++) {
		struct visit visit = r->visits[i];
		const struct group *group = visit.node->group;

		r->total += r->checking ? 0 : 1 + group->n;
		for (size_t j = 0; j < group->n; j++) {
			struct item item = {
				.entry = &group->entries[j],
				.request = member_request(&group->entries[j], &visit.request),
				.use = visit.use,
				.reported = &visit.node->reported[j],
			};

			if (!visit.node->cyclic[j])
				expand_item(r, &item);
		}
	}
}

static void begin_round(struct resolver *r)
{
	r->visits = NULL;
	r->n_visits = 0;
	r->room_visits = 0;
	r->round++;
}

static void begin(struct resolver *r, const struct scope *scope)
{
	arena_free(&r->scratch);
	r->scope = scope;
	r->verdict = NULL;
	r->openings = NULL;
	r->n_openings = 0;
	r->room_openings = 0;
	begin_round(r);
}

/* To each verdict its own rounds: a group that was looked into for another has not been for this. */
static void begin_verdict(struct resolver *r, const struct verdict *verdict)
{
	if (r->verdict && verdict_equal(r->verdict, verdict))
		return;
	expand_visits(r);
	begin_round(r);
	r->verdict = verdict;
}

void expand_set(struct resolver *r, const struct scope *scope, const struct policy_set *set)
{
	begin(r, scope);
	r->transports = set->transports;
	r->checking = false;
	/* Most names are registered for two transports. */
	r->openings = arena_reserve(&r->scratch, NULL, 0, &r->room_openings, sizeof(*r->openings),
				    2 * set->n + 1);
	if (r->openings)
		pages_expect(r->openings, 2 * set->n * sizeof(*r->openings));
	r->no_memory |= !r->openings;
	for (size_t i = 0; i < set->n && !r->no_memory; i++) {
		const struct entry *entry = &set->entries[i];
		struct item item = {
			.entry = entry,
			.request = { entry->kind, entry->transports,
				     entry->timeout ? entry->timeout : set->timeout },
		};

		if (set->map)
			begin_verdict(r, &entry->verdict);
		expand_item(r, &item);
	}
	expand_visits(r);
}

void expand_groups(struct resolver *r, struct scope *scope)
{
	begin(r, scope);
	r->transports = 0;
	r->checking = true;
	for (size_t i = 0; i < scope->policy->n_groups && !r->no_memory; i++) {
		struct group_node *node = &scope->nodes[i];

		for (size_t j = 0; j < node->group->n && !r->no_memory; j++) {
			const struct entry *entry = &node->group->entries[j];
			struct item item = {
				.entry = entry,
				.request = { entry->kind, entry->transports, 0 },
				.reported = &node->reported[j],
			};

			if (!node->cyclic[j])
				expand_item(r, &item);
		}
	}
	expand_visits(r);
}
