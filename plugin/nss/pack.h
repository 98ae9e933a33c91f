/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFTSVC_NSS_PACK_H
#define NFTSVC_NSS_PACK_H

#include <netdb.h>

#include "nss/service.h"

/*
 * Write a service as a struct servent, whose array of aliases and strings go into
 * the buffer. Return: false, and *result is untouched, if it is too small.
 */
bool service_pack(const struct nss_service *service, struct servent *result, char *buffer,
		  size_t size);

#endif
