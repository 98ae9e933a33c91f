/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entries of a set, and those of the groups in it.
 *
 * Within a round a group is visited once for each request, unless it comes again
 * with a longer timeout. This bounds the work by the size of the policy, however
 * deeply groups are nested and however often they are named; a policy that plays
 * with timeouts meets the bound of r->total.
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
	for (; r->next_visit < r->n_visits && !r->no_memory && r->total < OPENINGS_MAX;
	     r->next_visit++) {
		struct visit visit = r->visits[r->next_visit];
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
	r->n_visits = 0;
	r->next_visit = 0;
	r->round++;
}

static void begin(struct resolver *r, const struct scope *scope, struct resolved_set *set)
{
	arena_free(&r->scratch);
	r->visits = NULL;
	r->room_visits = 0;
	r->scope = scope;
	r->set = set;
	r->transports = set ? set->written->transports : 0;
	r->verdict = NULL;
	r->checking = !set;
	begin_round(r);
}

/*
 * Each entry has a round of its own, so that it gets all that it opens. If the
 * policies are too large for that, a round is a set, or a verdict of a map.
 */
static void expand_entry(struct resolver *r, const struct entry *entry,
			 struct resolved_entry *resolved)
{
	const struct policy_set *set = r->set->written;
	const struct item item = {
		.entry = entry,
		.request = { entry->kind, entry->transports,
			     entry->timeout ? entry->timeout : set->timeout },
	};
	const bool other = set->map && r->verdict && !verdict_equal(r->verdict, &entry->verdict);

	r->resolved->cut |= r->total >= RESOLVED_WHOLE_MAX;
	if (!r->resolved->cut || other)
		begin_round(r);
	if (set->map)
		r->verdict = &entry->verdict;
	resolved->first = r->set->n;
	expand_item(r, &item);
	expand_visits(r);
	resolved->n = r->set->n - resolved->first;
}

void expand_set(struct resolver *r, const struct scope *scope, struct resolved_set *set)
{
	const struct policy_set *written = set->written;
	struct arena *arena = &r->resolved->arena;

	begin(r, scope, set);
	set->entries = arena_alloc(arena, written->n * sizeof(*set->entries));
	/* Most names are registered for two transports. */
	set->openings = arena_reserve(arena, NULL, 0, &set->room, sizeof(*set->openings),
				      2 * written->n + 1);
	if (!set->entries || !set->openings) {
		r->no_memory = true;
		return;
	}
	pages_expect(set->openings, 2 * written->n * sizeof(*set->openings));
	for (size_t i = 0; i < written->n && !r->no_memory; i++)
		expand_entry(r, &written->entries[i], &set->entries[i]);
}

void expand_groups(struct resolver *r, struct scope *scope)
{
	begin(r, scope, NULL);
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
