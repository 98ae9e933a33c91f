/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service as libc knows it, which is a line of /etc/services: one port, one
 * transport, and the names that the registry has there and that lead back to it.
 *
 * A name leads back if it means this port at every transport that it has, and if
 * /etc/services does not have it at another port. A port without such a name is not
 * answered. Of several, the official name is the one that the registry lists first;
 * the others are aliases. See meaning.h for what is a name.
 *
 * A record without a transport counts for every transport; by name, for those at
 * which the name has no record of its own. Where no transport is asked for it is
 * tcp's. A range is a service at its first port, by name and by port.
 */
#ifndef NFTSVC_NSS_SERVICE_H
#define NFTSVC_NSS_SERVICE_H

#include "nss/meaning.h"
#include "nss/overruled.h"
#include "svcreg.h"

enum {
	SERVICE_NAMES = MEANING_RECORDS,
};

struct nss_service {
	const char *names[SERVICE_NAMES]; /* the official one first, borrowed from the registry */
	size_t n;			  /* of names, at least 1 */
	enum svcreg_transport transport;  /* never SVCREG_NO_TRANSPORT */
	uint16_t port;
};

/* Where services are looked up. */
struct service_source {
	const struct svcreg *reg;
	const struct overruled *overruled; /* NULL: no name is */
};

/*
 * The service of a name at a transport; a name that has several ports there means the
 * lowest. Any transport is the first of tcp, udp, sctp and dccp that has it. The name
 * is among the service's even if it does not lead back. An answer agrees with both
 * indexes of the registry, by name and by port, and with the record, so that damage to
 * an image is no answer. Return: false, and *service is of no use, if there is none.
 */
bool service_by_name(const struct service_source *from, const char *name, const char *proto,
		     struct nss_service *service);

/* The service at a port, as service_by_name(). */
bool service_by_port(const struct service_source *from, uint16_t port, const char *proto,
		     struct nss_service *service);

/*
 * The next service of a walk over all records of a registry (svcreg_all()); each port
 * and transport at which a record begins and that service_by_port() answers comes once.
 * Return: false at the end.
 */
bool service_next(const struct service_source *from, struct svcreg_iter *it,
		  struct nss_service *service);

#endif
