/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ports that /etc/services gives to names. Debian's has http-alt at 8080, where the
 * registry's lowest is 591: behind "files" in nsswitch.conf the name resolves to the file's
 * port, so that the registry's port cannot be answered with it.
 */
#ifndef NFTSVC_NSS_OVERRULED_H
#define NFTSVC_NSS_OVERRULED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	OVERRULED_SLOTS = 1 << 15, /* a file of all of IANA's names fills a third of them */
	OVERRULED_PROBES = 64,
};

/*
 * A table of what the file says, in memory that is zero at first. A slot is the upper 48
 * bits of a name's hash and a port; zero is free. Only as many slots as the file needs are
 * in use, because each page that a new process touches costs it time. Where the table is
 * full, any name counts as overruled, and its port goes without a name.
 */
struct overruled {
	_Atomic uint32_t mask; /* of the slots in use; 0 before a file was read */
	_Atomic uint64_t slots[OVERRULED_SLOTS];
};

/*
 * Add the names of a file as of services(5). Threads may add the same file at the same time.
 * A file that cannot be read overrules nothing, because "files" cannot read it either.
 *
 * Return: 0, or -EMFILE, -ENFILE, -ENOMEM or -EINTR if the process could read it later.
 */
int overruled_read(struct overruled *overruled, const char *path);

/* Whether the file has a name at another port than this. */
bool overruled_has(const struct overruled *overruled, const char *name, uint16_t port);

#endif
