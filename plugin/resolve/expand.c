/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of sets and groups, resolved to openings.
 *
 * Within a round a group is visited once for each request, or again with a longer
 * timeout. So the work is bounded by the size of the policy, however deep groups are
 * nested and however often they are named. With many different timeouts, r->total
 * bounds it.
 */
#include <string.h>

#include "base/pages.h"
#include "lock/lock.h"
#include "resolve/resolver.h"
#include "state/protocol.h"

/* The rules by which a name gets its transports. */

/* A bit for the kind of error that a request can have. */
static uint64_t report_bit(const struct resolver *r, const struct item *item)
{
	unsigned int number = 0;

	switch (item->request.kind) {
	case ENTRY_BARE:
		number = r->transports / TRANSPORT_BIT(SVCREG_TCP);
		break;
	case ENTRY_LISTED:
		number = 16 + item->request.transports / TRANSPORT_BIT(SVCREG_TCP);
		break;
	case ENTRY_ALL:
		number = 32;
		break;
	}
	return UINT64_C(1) << number;
}

/* An error that does not depend on the request. */
#define REPORTED_ALWAYS (UINT64_C(1) << 63)

/* Whether to report an error: once for each member of a group, however often it is used. */
static bool report_once(const struct item *item, uint64_t bit)
{
	if (!item->reported)
		return true;
	if (*item->reported & (bit | REPORTED_ALWAYS))
		return false;
	*item->reported |= bit;
	return true;
}

static void note_ports(struct registered *registered, const struct svcreg_record *record)
{
	if (record->transport == SVCREG_OTHER_TRANSPORT) {
		registered->other = record->transport_name;
		return;
	}
	if (registered->n_ports < sizeof(registered->few) / sizeof(*registered->few))
		registered->few[registered->n_ports] =
			(struct port_range){ record->transport, record->first, record->last };
	registered->n_ports++;
	if (record->transport)
		registered->transports |= TRANSPORT_BIT(record->transport);
	else
		registered->any_transport = true;
}

bool find_registered(const struct resolver *r, const char *name, struct registered *registered)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	*registered = (struct registered){ .name = NULL };
	if (svcreg_find(r->reg, name, &registered->rows))
		return false;
	rows = registered->rows;
	while (svcreg_next(&rows, &record)) {
		if (!registered->name)
			registered->name = record.name;
		if (record.has_port)
			note_ports(registered, &record);
	}
	return true;
}

/* Whether a name can be part of a comment: nft has no escapes, and the length is limited. */
static bool is_writable(const char *name)
{
	size_t length = strlen(name);

	if (length > COMMENT_MAX - strlen(COMMENT_PREFIX))
		return false;
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f || name[i] == '"')
			return false;
	}
	return true;
}

static void open_ports(struct resolver *r, const char *owner, uint16_t first, uint16_t last,
		       unsigned int transports)
{
	for (int t = SVCREG_TCP; t < SVCREG_TRANSPORTS; t++) {
		if (transports & TRANSPORT_BIT(t))
			add_opening(r, owner, first, last, (enum svcreg_transport)t);
	}
}

static unsigned int service_transports(const struct policy_service *service)
{
	unsigned int transports = 0;

	for (size_t i = 0; i < service->n; i++)
		transports |= service->items[i].transports;
	return transports;
}

unsigned int give_transports(const struct resolver *r, const struct request *request,
			     const struct registered *found)
{
	switch (request->kind) {
	case ENTRY_LISTED:
		if (found->any_transport || !(request->transports & ~found->transports))
			return request->transports;
		return 0;
	case ENTRY_ALL:
		return found->any_transport ? 0 : found->transports;
	case ENTRY_BARE:
		if (r->transports)
			return found->any_transport ? r->transports
						    : r->transports & found->transports;
		if (!found->any_transport && transports_are_one(found->transports))
			return found->transports;
		return 0;
	}
	return 0;
}

/* Report why the request cannot be met for a registered name. */
static void report_transports(struct resolver *r, const struct item *item,
			      const struct registered *found)
{
	switch (item->request.kind) {
	case ENTRY_LISTED:
		report_missing(r, item, found, item->request.transports & ~found->transports);
		break;
	case ENTRY_ALL:
		report_open_transport(r, item, found);
		break;
	case ENTRY_BARE:
		if (r->transports)
			report_missing(r, item, found, r->transports);
		else
			report_choice(r, item, found);
		break;
	}
}

/* Open the ports of some transports. Ports without a transport are opened for all of them. */
static void open_list(struct resolver *r, const char *owner, const struct port_range *list,
		      size_t n, unsigned int transports)
{
	for (size_t i = 0; i < n; i++) {
		const struct port_range *range = &list[i];

		if (!range->transport)
			open_ports(r, owner, range->first, range->last, transports);
		else if (transports & TRANSPORT_BIT(range->transport))
			add_opening(r, owner, range->first, range->last, range->transport);
	}
}

static void open_records(struct resolver *r, const struct registered *found,
			 unsigned int transports)
{
	struct svcreg_iter rows = found->rows;
	struct svcreg_record record;

	if (found->n_ports <= sizeof(found->few) / sizeof(*found->few)) {
		open_list(r, found->name, found->few, found->n_ports, transports);
		return;
	}
	while (svcreg_next(&rows, &record)) {
		const struct port_range range = { record.transport, record.first, record.last };

		if (record.has_port)
			open_list(r, found->name, &range, 1, transports);
	}
}

/* The meaning of an entry's name: one of the two. */
struct target {
	const struct policy_service *service; /* the policy's own, or NULL */
	struct registered found;
};

/* Look up an entry's name. Returns false, with the error reported, if it has no ports to open. */
static bool find_target(struct resolver *r, const struct item *item, struct target *target)
{
	const struct local_name *name = scope_find(r->scope, item->entry->name);
	const bool incomplete = r->scope->policy->incomplete;
	struct registered *found = &target->found;

	target->service = name ? name->service : NULL;
	if (target->service)
		return true;
	if (!find_locked(r, item->entry->name, found)) {
		if (!incomplete && report_once(item, REPORTED_ALWAYS))
			report_unknown_name(r, item);
	} else if (!found->transports && !found->any_transport) {
		if (!report_once(item, REPORTED_ALWAYS))
			return false;
		if (found->other)
			report_other_transport(r, item, found);
		else
			report_no_port(r, item, found);
	} else if (is_unlocked(r, found)) {
		if (!incomplete && report_once(item, REPORTED_ALWAYS))
			report_unlocked(r, item, found);
	} else if (!is_writable(found->name)) {
		if (report_once(item, REPORTED_ALWAYS))
			report_unwritable(r, item);
	} else {
		return true;
	}
	return false;
}

/* All transports of a local service, unless some are written with its name; 0 if it lacks one. */
static unsigned int choose_local(struct resolver *r, const struct item *item,
				 const struct policy_service *service)
{
	unsigned int has = service_transports(service), wanted = item->request.transports;

	/* A service without ports is reported where it is defined. */
	if (item->request.kind != ENTRY_LISTED || !has)
		return has;
	if (!(wanted & ~has))
		return wanted;
	if (report_once(item, report_bit(r, item)))
		report_local_missing(r, item, wanted & ~has, has);
	return 0;
}

/* The transports that an entry opens. Returns 0, with the error reported, if there are none. */
static unsigned int choose_transports(struct resolver *r, const struct item *item,
				      const struct target *target)
{
	const struct registered *found = &target->found;
	unsigned int transports;

	if (target->service)
		return choose_local(r, item, target->service);
	transports = give_transports(r, &item->request, found);
	if ((!transports || found->locked) && report_once(item, report_bit(r, item))) {
		if (transports)
			report_lock(r, item, found, transports);
		else
			report_transports(r, item, found);
	}
	return transports;
}

static void open_target(struct resolver *r, const struct target *target, unsigned int transports)
{
	const struct registered *found = &target->found;

	if (target->service) {
		for (size_t i = 0; i < target->service->n; i++) {
			const struct policy_ports *ports = &target->service->items[i];

			open_ports(r, target->service->name, ports->first, ports->last,
				   ports->transports & transports);
		}
	} else if (found->locked) {
		open_list(r, found->name, found->locked->ports.list, found->locked->ports.n,
			  transports);
	} else {
		open_records(r, found, transports);
	}
}

/* Add the openings of an entry that names no group to the set in work. */
static void open_item(struct resolver *r, const struct item *item)
{
	struct target target;

	if (!find_target(r, item, &target))
		return;
	r->item = item;
	r->service = target.service;
	open_target(r, &target, choose_transports(r, item, &target));
}

/* Report what is wrong with a member of a group, in whichever set the group is used. */
static void check_item(struct resolver *r, const struct item *item)
{
	struct target target;

	/* A bare name gets its transports from the set, and is judged there. */
	if (find_target(r, item, &target) && item->request.kind != ENTRY_BARE)
		choose_transports(r, item, &target);
}

/* Number the requests, ignoring timeouts, from 0 to REQUEST_KINDS - 1. */
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
			const struct policy_entry *use)
{
	unsigned int number = request_number(request);
	uint32_t bit = UINT32_C(1) << number;
	struct visit *visits;

	if (node->round != r->round) {
		node->round = r->round;
		node->requests = 0;
	}
	if ((node->requests & bit) && !timeout_outlasts(request->timeout, node->longest[number]))
		return;
	node->requests |= bit;
	node->longest[number] = request->timeout;
	visits = arena_grow(&r->scratch, r->visits, r->n_visits, &r->room_visits, sizeof(*visits));
	if (!visits) {
		r->no_memory = true;
		return;
	}
	r->visits = visits;
	visits[r->n_visits++] = (struct visit){ node, *request, use };
}

/* A member keeps its own transports and timeout, and takes the rest from its group. */
static struct request member_request(const struct policy_entry *member, const struct request *asked)
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

/* Whether an entry is done without a look-up: it has expired, or names a group to visit later. */
static bool is_done(struct resolver *r, const struct item *item)
{
	const struct local_name *name;

	if (has_expired(r->scope->policy, item->entry))
		return true;
	name = scope_find(r->scope, item->entry->name);
	if (!name || !name->node)
		return false;
	visit_later(r, name->node, &item->request, item->use ? item->use : item->entry);
	return true;
}

static struct item member_item(const struct visit *visit, size_t i)
{
	const struct policy_entry *member = &visit->node->group->entries[i];

	return (struct item){
		.entry = member,
		.request = member_request(member, &visit->request),
		.use = visit->use,
		.reported = &visit->node->reported[i],
	};
}

static void expand_visits(struct resolver *r)
{
	for (; r->next_visit < r->n_visits && !r->no_memory && r->total < OPENINGS_MAX;
	     r->next_visit++) {
		const struct visit visit = r->visits[r->next_visit];

		r->total += 1 + visit.node->group->n;
		for (size_t i = 0; i < visit.node->group->n; i++) {
			const struct item item = member_item(&visit, i);

			if (!visit.node->cyclic[i] && !is_done(r, &item))
				open_item(r, &item);
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
	begin_round(r);
}

/*
 * Each entry has its own round, so that it gets all its openings. In very large policies
 * a round is a whole set, or the entries of one verdict of a map.
 */
static void expand_entry(struct resolver *r, const struct policy_entry *entry,
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
	if (!is_done(r, &item))
		open_item(r, &item);
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

void check_groups(struct resolver *r, struct scope *scope)
{
	const struct request bare = { .kind = ENTRY_BARE };

	begin(r, scope, NULL);
	for (size_t i = 0; i < scope->policy->n_groups; i++)
		visit_later(r, &scope->nodes[i], &bare, NULL);
	for (; r->next_visit < r->n_visits && !r->no_memory; r->next_visit++) {
		const struct visit visit = r->visits[r->next_visit];

		for (size_t i = 0; i < visit.node->group->n; i++) {
			struct item item = member_item(&visit, i);

			/* Errors do not depend on it, and each group is visited once for each request. */
			item.request.timeout = 0;
			if (!visit.node->cyclic[i] && !is_done(r, &item))
				check_item(r, &item);
		}
	}
}
