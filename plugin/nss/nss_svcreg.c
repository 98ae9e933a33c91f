/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nss/nss_svcreg.h"

#include <errno.h>

#include "nss/pack.h"
#include "nss/process.h"
#include "nss/service.h"

static enum nss_status not_found(int *errnop)
{
	*errnop = ENOENT;
	return NSS_STATUS_NOTFOUND;
}

static enum nss_status hand_over(const struct nss_service *service, struct servent *result,
				 char *buffer, size_t size, int *errnop)
{
	if (service_pack(service, result, buffer, size))
		return NSS_STATUS_SUCCESS;
	*errnop = ERANGE;
	return NSS_STATUS_TRYAGAIN;
}

enum nss_status _nss_svcreg_getservbyname_r(const char *name, const char *proto,
					    struct servent *result, char *buffer, size_t size,
					    int *errnop)
{
	struct service_source source;
	struct nss_service service;
	enum nss_status status = process_registry(&source, errnop);

	if (status != NSS_STATUS_SUCCESS)
		return status;
	if (!service_by_name(&source, name, proto, &service))
		return not_found(errnop);
	return hand_over(&service, result, buffer, size, errnop);
}

enum nss_status _nss_svcreg_getservbyport_r(int port, const char *proto, struct servent *result,
					    char *buffer, size_t size, int *errnop)
{
	struct service_source source;
	struct nss_service service;
	enum nss_status status = process_ports(&source, errnop);

	if (status != NSS_STATUS_SUCCESS)
		return status;
	if (port != (uint16_t)port ||
	    !service_by_port(&source, ntohs((uint16_t)port), proto, &service))
		return not_found(errnop);
	return hand_over(&service, result, buffer, size, errnop);
}

enum nss_status _nss_svcreg_setservent(int stay_open)
{
	struct service_source source;
	int error;

	/* There is nothing that a look-up would close. */
	(void)stay_open;
	process_rewind();
	return process_registry(&source, &error);
}

enum nss_status _nss_svcreg_getservent_r(struct servent *result, char *buffer, size_t size,
					 int *errnop)
{
	struct service_source source;
	struct svcreg_iter *place;
	struct svcreg_iter next;
	struct nss_service service;
	enum nss_status status = process_ports(&source, errnop);

	if (status != NSS_STATUS_SUCCESS)
		return status;
	place = process_lock_walk(source.reg);
	next = *place;
	if (!service_next(&source, &next, &service))
		status = not_found(errnop);
	else
		status = hand_over(&service, result, buffer, size, errnop);
	/* A service that did not fit is the next one still: glibc asks again. */
	if (status == NSS_STATUS_SUCCESS)
		*place = next;
	process_unlock_walk();
	return status;
}

enum nss_status _nss_svcreg_endservent(void)
{
	process_rewind();
	return NSS_STATUS_SUCCESS;
}
