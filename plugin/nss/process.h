/* SPDX-License-Identifier: GPL-2.0-or-later */
/* State of the process: the open registry, and the position of getservent() in it. */
#ifndef NFTSVC_NSS_PROCESS_H
#define NFTSVC_NSS_PROCESS_H

#include <nss.h>

#include "nss/service.h"

/*
 * The registry of this process, opened by whoever asks first: the stored one, or the
 * built-in one where none is stored. It is never closed, and stays the same while the
 * process lives. A stored one that is damaged is not replaced by the built-in one: which
 * registry a machine has is its administrator's choice, and nsswitch.conf says what is
 * asked next. It is tried again with the next call. No name of the source is overruled.
 *
 * Return: NSS_STATUS_SUCCESS, else as nss_svcreg.h says and *errnop is set.
 */
enum nss_status process_registry(struct service_source *source, int *errnop);

/*
 * The same, for look-ups that answer with a name: with the names that /etc/services
 * overrules, which is read once, for the first of these look-ups.
 */
enum nss_status process_ports(struct service_source *source, int *errnop);

/* Let getservent() begin again. */
void process_rewind(void);

/* Take hold of getservent()'s place in a registry, which no other thread then has. */
struct svcreg_iter *process_lock_walk(const struct svcreg *reg);
void process_unlock_walk(void);

#endif
