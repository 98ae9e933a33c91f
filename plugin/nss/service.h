/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service as libc knows it, which is a line of /etc/services: one port, one
 * transport, and all names that the registry has there.
 *
 * The official name is the one that the registry lists first; the others are
 * aliases. Names that could not stand in that file, with white space, control
 * characters or letters beyond ASCII, are none.
 *
 * A record without a transport counts for every transport; by name, for those at
 * which the name has no record of its own. Where no transport is asked for it is
 * tcp's. A range is a service at each of its ports, and at its first where it is
 * named or walked over.
 */
#ifndef NFTSVC_NSS_SERVICE_H
#define NFTSVC_NSS_SERVICE_H

#include "svcreg.h"

enum {
	/*
	 * How many records of a port are looked at. The registry has three at most; a file
	 * that was made to cost time could have any number.
	 */
	SERVICE_RECORDS = 64,
};

struct service {
	const char *names[SERVICE_RECORDS]; /* the official one first, borrowed from the registry */
	size_t n;			    /* of names, at least 1 */
	enum svcreg_transport transport;    /* never SVCREG_NO_TRANSPORT */
	uint16_t port;
};

/*
 * The service of a name at a transport; a name that has several ports there means the
 * lowest. Any transport is the first of tcp, udp, sctp and dccp that has it. Return:
 * false, and *service is of no use, if there is none.
 */
bool service_by_name(const struct svcreg *reg, const char *name, const char *proto,
		     struct service *service);

/* The service at a port, as service_by_name(). */
bool service_by_port(const struct svcreg *reg, uint16_t port, const char *proto,
		     struct service *service);

/*
 * The next service of a walk over all records of a registry (svcreg_all()); each port
 * and transport at which a record begins comes once. Return: false at the end.
 */
bool service_next(const struct svcreg *reg, struct svcreg_iter *it, struct service *service);

#endif
