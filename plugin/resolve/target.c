/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules by which a name gets its transports. */
#include <string.h>

#include "lock/lock.h"
#include "resolve/resolver.h"
#include "state/protocol.h"

/* What kinds of errors a member of a group was reported for already: a bit each. */
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

/* An error that does not depend on what the name is opened for. */
#define REPORTED_ALWAYS (UINT64_C(1) << 63)

/* Whether an error is to be reported: once for each member of a group, however often it is used. */
static bool is_news(const struct item *item, uint64_t bit)
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
			(struct ports){ record->transport, record->first, record->last };
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

/* nft's strings have no escape, and a comment has an end. */
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

static unsigned int service_transports(const struct service *service)
{
	unsigned int transports = 0;

	for (size_t i = 0; i < service->n; i++)
		transports |= service->items[i].transports;
	return transports;
}

/* All that a local service has, unless transports are written with its name. */
static void open_service(struct resolver *r, const struct item *item, const struct service *service)
{
	unsigned int has = service_transports(service), wanted = has;

	/* A service without ports is reported where it is defined. */
	if (item->request.kind == ENTRY_LISTED && has) {
		wanted = item->request.transports;
		if (wanted & ~has) {
			if (is_news(item, report_bit(r, item)))
				report_local_missing(r, item, wanted & ~has, has);
			return;
		}
	}
	for (size_t i = 0; i < service->n; i++) {
		const struct port_item *ports = &service->items[i];

		open_ports(r, service->name, ports->first, ports->last, ports->transports & wanted);
	}
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

/* Why a registered name cannot be opened for what is asked. */
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

/* Those of a list that are wanted; of no transport: as all that are. */
static void open_list(struct resolver *r, const char *owner, const struct ports *list, size_t n,
		      unsigned int transports)
{
	for (size_t i = 0; i < n; i++) {
		const struct ports *range = &list[i];

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
		const struct ports range = { record.transport, record.first, record.last };

		if (record.has_port)
			open_list(r, found->name, &range, 1, transports);
	}
}

static void open_registered(struct resolver *r, const struct item *item,
			    const struct registered *found)
{
	unsigned int transports = give_transports(r, &item->request, found);
	const uint64_t bit = report_bit(r, item);

	if (!transports) {
		if (is_news(item, bit))
			report_transports(r, item, found);
	} else if (!found->locked) {
		open_records(r, found, transports);
	} else {
		open_list(r, found->name, found->locked->ports.list, found->locked->ports.n,
			  transports);
		if (is_news(item, bit))
			report_lock(r, item, found, transports);
	}
}

void open_item(struct resolver *r, const struct item *item)
{
	const struct local_name *name = scope_find(r->scope, item->entry->name);
	struct registered found;

	r->item = item;
	r->service = name ? name->service : NULL;
	if (name && name->service) {
		open_service(r, item, name->service);
	} else if (!find_meant(r, item->entry->name, &found)) {
		if (!r->scope->policy->incomplete && is_news(item, REPORTED_ALWAYS))
			report_unknown_name(r, item);
	} else if (!found.transports && !found.any_transport) {
		if (!is_news(item, REPORTED_ALWAYS))
			return;
		if (found.other)
			report_other_transport(r, item, &found);
		else
			report_no_port(r, item, &found);
	} else if (is_unlocked(r, &found)) {
		if (!r->scope->policy->incomplete && is_news(item, REPORTED_ALWAYS))
			report_unlocked(r, item, &found);
	} else if (!is_writable(found.name)) {
		if (is_news(item, REPORTED_ALWAYS))
			report_unwritable(r, item);
	} else if (!r->checking || item->request.kind != ENTRY_BARE) {
		open_registered(r, item, &found);
	}
}
