/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stored registry for the tests of the name-service module. */
#ifndef NSS_STORED_H
#define NSS_STORED_H

#include <stddef.h>

#include "registry/names.h"

#define NSS_STORED NFTSVC_STATE_DIR "/" STORE_REGISTRY

/* Store content, or an image of a registry in CSV, where the module looks for one. */
void nss_store(const void *data, size_t size);
void nss_store_csv(const char *csv);

/* Leave nothing there, and no folder either. */
void nss_unstore(void);

#endif
