/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libnss_svcreg.so.2: the registry as glibc's source "svcreg" of the database
 * "services" (glibc manual, "NSS Modules Interface"; nss(5)).
 *
 * Ports are in network byte order in the low 16 bits of an int, as in struct
 * servent; every other bit is zero. A protocol is NULL for any, else the name of
 * a transport as it is written in /etc/services, "tcp". What a result points to
 * is in the caller's buffer, all of it, and may be unaligned there.
 *
 * Return: NSS_STATUS_SUCCESS, or with *errnop set
 *	NSS_STATUS_NOTFOUND	ENOENT: the registry has no such service, or no more
 *	NSS_STATUS_TRYAGAIN	ERANGE: the buffer is too small; else what the process
 *				lacked to open a file (ENOMEM, EMFILE, ...)
 *	NSS_STATUS_UNAVAIL	there is a stored registry that cannot be used
 * A result and *errnop are untouched where nothing is said of them.
 *
 * Any number of threads may call any of them. Once the process has opened its
 * registry, none of them allocates memory, and only the three that walk take a lock.
 */
#ifndef NFTSVC_NSS_SVCREG_H
#define NFTSVC_NSS_SVCREG_H

#include <netdb.h>
#include <nss.h>
#include <stddef.h>

/* The service of a name or alias, matched without regard to case (RFC 6335, 5.1). */
enum nss_status _nss_svcreg_getservbyname_r(const char *name, const char *proto,
					    struct servent *result, char *buffer, size_t size,
					    int *errnop);

/*
 * The service at a port, under names that resolve back to it with any protocol that they
 * have, and with none. The first such look-up, or walk, of a process reads /etc/services,
 * whose names at other ports are no answer.
 */
enum nss_status _nss_svcreg_getservbyport_r(int port, const char *proto, struct servent *result,
					    char *buffer, size_t size, int *errnop);

/* The walk over all services, of which a process has one for all its threads. */
enum nss_status _nss_svcreg_setservent(int stay_open);
enum nss_status _nss_svcreg_getservent_r(struct servent *result, char *buffer, size_t size,
					 int *errnop);
enum nss_status _nss_svcreg_endservent(void);

#endif
