/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss/service.h"

#include <string.h>

/*
 * Whether programs can be given a name: one as in services(5). A registry from anywhere
 * could have others, and programs print them on terminals and write them into lines.
 */
static bool is_name(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c < '!' || *c > '~')
			return false;
	return *name;
}

static bool has_name(const struct service *service, const char *name)
{
	for (size_t i = 0; i < service->n; i++)
		if (!strcmp(service->names[i], name))
			return true;
	return false;
}

/* Collect the names of a port. Return: false if it has none. */
static bool gather(const struct svcreg *reg, uint16_t port, enum svcreg_transport transport,
		   struct service *service)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	service->port = port;
	service->transport = transport;
	service->n = 0;
	if (svcreg_find_port(reg, port, transport, &it) < 0)
		return false;
	for (int i = 0; i < SERVICE_RECORDS && svcreg_next(&it, &rec); i++)
		if (is_name(rec.name) && !has_name(service, rec.name))
			service->names[service->n++] = rec.name;
	return service->n > 0;
}

static bool is_asked_for(enum svcreg_transport transport, const char *proto)
{
	return !proto || !strcmp(proto, svcreg_transport_name(transport));
}

/* The first port of the walk's records that is a transport's own, else one without a transport. */
static bool choose_port(struct svcreg_iter it, enum svcreg_transport transport, uint16_t *port)
{
	struct svcreg_record rec;
	bool found = false;

	while (svcreg_next(&it, &rec)) {
		if (!rec.has_port)
			continue;
		if (rec.transport == transport) {
			*port = rec.first;
			return true;
		}
		if (rec.transport == SVCREG_NO_TRANSPORT && !found) {
			*port = rec.first;
			found = true;
		}
	}
	return found;
}

bool service_by_name(const struct svcreg *reg, const char *name, const char *proto,
		     struct service *service)
{
	struct svcreg_iter it;
	uint16_t port;

	if (!is_name(name) || svcreg_find(reg, name, &it) < 0)
		return false;
	for (int i = SVCREG_TCP; i < SVCREG_TRANSPORTS; i++) {
		enum svcreg_transport transport = (enum svcreg_transport)i;

		if (is_asked_for(transport, proto) && choose_port(it, transport, &port))
			return gather(reg, port, transport, service);
	}
	return false;
}

bool service_by_port(const struct svcreg *reg, uint16_t port, const char *proto,
		     struct service *service)
{
	for (int i = SVCREG_TCP; i < SVCREG_TRANSPORTS; i++) {
		enum svcreg_transport transport = (enum svcreg_transport)i;

		if (is_asked_for(transport, proto) && gather(reg, port, transport, service))
			return true;
	}
	return false;
}

static enum svcreg_transport walked_as(const struct svcreg_record *rec)
{
	return rec->transport == SVCREG_NO_TRANSPORT ? SVCREG_TCP : rec->transport;
}

/* Whether a record is the first of those that begin where it does: the one a walk stops at. */
static bool stands_for_its_port(const struct svcreg *reg, const struct svcreg_record *rec)
{
	enum svcreg_transport transport = walked_as(rec);
	struct svcreg_record other;
	struct svcreg_iter it;

	if (svcreg_find_port(reg, rec->first, transport, &it) < 0)
		return false;
	for (int i = 0; i < SERVICE_RECORDS && svcreg_next(&it, &other); i++)
		if (is_name(other.name) && other.first == rec->first &&
		    walked_as(&other) == transport)
			return other.row == rec->row;
	return false;
}

bool service_next(const struct svcreg *reg, struct svcreg_iter *it, struct service *service)
{
	struct svcreg_record rec;

	while (svcreg_next(it, &rec))
		if (rec.has_port && rec.transport != SVCREG_OTHER_TRANSPORT &&
		    stands_for_its_port(reg, &rec))
			return gather(reg, rec.first, walked_as(&rec), service);
	return false;
}
