/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss/service.h"

#include <string.h>

static bool has_name(const struct nss_service *service, const char *name)
{
	for (size_t i = 0; i < service->n; i++)
		if (!strcmp(service->names[i], name))
			return true;
	return false;
}

/* Whether a name resolves back to a port, with the port's transport, another one, or none. */
static bool leads_back(const struct service_source *from, const char *name, uint16_t port,
		       enum svcreg_transport transport)
{
	struct meaning meaning;

	return meaning_find(from->reg, name, &meaning) && meaning.name[transport] &&
	       meaning_is_port(&meaning, port) &&
	       !(from->overruled && overruled_has(from->overruled, name, port));
}

/* Whether a record is listed at a port. */
static bool is_listed(const struct svcreg *reg, uint16_t port, enum svcreg_transport transport,
		      uint32_t row)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	if (svcreg_find_port(reg, port, transport, &it) < 0)
		return false;
	for (int i = 0; i < MEANING_RECORDS && svcreg_next(&it, &rec); i++)
		if (rec.row == row)
			return true;
	return false;
}

/*
 * Whether a record begins at a port where it is listed. The image's checksum was not looked
 * at, so that a wrong bit must not give a wrong answer: a range whose first port is wrong is
 * listed at the port before as well.
 */
static bool begins_at(const struct svcreg *reg, const struct svcreg_record *rec, uint16_t port,
		      enum svcreg_transport transport)
{
	if (!rec->has_port || rec->first != port ||
	    (rec->transport != transport && rec->transport != SVCREG_NO_TRANSPORT))
		return false;
	return rec->last == port || !port ||
	       !is_listed(reg, (uint16_t)(port - 1), transport, rec->row);
}

/*
 * Collect the names of a port that lead back to it, and the one that was asked for, if it
 * is not NULL. Return: false if there are none.
 */
static bool find_names(const struct service_source *from, uint16_t port,
		       enum svcreg_transport transport, const char *asked,
		       struct nss_service *service)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	service->port = port;
	service->transport = transport;
	service->n = 0;
	if (svcreg_find_port(from->reg, port, transport, &it) < 0)
		return false;
	for (int i = 0; i < MEANING_RECORDS && svcreg_next(&it, &rec); i++)
		if (begins_at(from->reg, &rec, port, transport) && meaning_is_name(rec.name) &&
		    !has_name(service, rec.name) &&
		    ((asked && !strcmp(asked, rec.name)) ||
		     leads_back(from, rec.name, port, transport)))
			service->names[service->n++] = rec.name;
	return service->n > 0;
}

static bool is_asked_for(enum svcreg_transport transport, const char *proto)
{
	return !proto || !strcmp(proto, svcreg_transport_name(transport));
}

bool service_by_name(const struct service_source *from, const char *name, const char *proto,
		     struct nss_service *service)
{
	struct meaning meaning;

	if (!meaning_find(from->reg, name, &meaning))
		return false;
	for (int i = SVCREG_TCP; i <= SVCREG_DCCP; i++) {
		enum svcreg_transport transport = (enum svcreg_transport)i;

		if (!meaning.name[i] || !is_asked_for(transport, proto))
			continue;
		return find_names(from, meaning.port[i], transport, meaning.name[i], service) &&
		       has_name(service, meaning.name[i]);
	}
	return false;
}

bool service_by_port(const struct service_source *from, uint16_t port, const char *proto,
		     struct nss_service *service)
{
	for (int i = SVCREG_TCP; i <= SVCREG_DCCP; i++) {
		enum svcreg_transport transport = (enum svcreg_transport)i;

		if (is_asked_for(transport, proto) &&
		    find_names(from, port, transport, NULL, service))
			return true;
	}
	return false;
}

static enum svcreg_transport walked_as(const struct svcreg_record *rec)
{
	return rec->transport == SVCREG_NO_TRANSPORT ? SVCREG_TCP : rec->transport;
}

/* Whether a record is the first of those that begin where it does: the one a walk stops at. */
static bool stands_for_its_port(const struct service_source *from, const struct svcreg_record *rec)
{
	enum svcreg_transport transport = walked_as(rec);
	struct svcreg_record other;
	struct svcreg_iter it;

	if (svcreg_find_port(from->reg, rec->first, transport, &it) < 0)
		return false;
	for (int i = 0; i < MEANING_RECORDS && svcreg_next(&it, &other); i++)
		if (meaning_is_name(other.name) && other.first == rec->first &&
		    walked_as(&other) == transport)
			return other.row == rec->row;
	return false;
}

bool service_next(const struct service_source *from, struct svcreg_iter *it,
		  struct nss_service *service)
{
	struct svcreg_record rec;

	while (svcreg_next(it, &rec))
		if (rec.has_port && rec.transport <= SVCREG_DCCP &&
		    stands_for_its_port(from, &rec) &&
		    find_names(from, rec.first, walked_as(&rec), NULL, service))
			return true;
	return false;
}
