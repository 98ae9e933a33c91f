/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ports that a registry gives a name. */
#ifndef NFTSVC_NSS_MEANING_H
#define NFTSVC_NSS_MEANING_H

#include "svcreg.h"

enum {
	/*
	 * Look at no more records of a name, or of a port. The registry has six of a name and
	 * three of a port at most; a file made to cost time could have any number.
	 */
	MEANING_RECORDS = 64,
};

/* The port of a name at each transport, and how the registry writes the name there. */
struct meaning {
	const char *name[SVCREG_DCCP + 1]; /* NULL if it has no port */
	uint16_t port[SVCREG_DCCP + 1];	   /* the lowest */
};

/*
 * Whether programs can be given a name: one that services(5) can hold, that nft can write
 * between quotes, and that nobody reads as a number. A stored registry may have others, and
 * programs print names on terminals and write them into files that they read again.
 */
bool meaning_is_name(const char *name);

/*
 * Return: false, and *meaning is of no use, if the registry does not have the name or is
 * damaged there.
 */
bool meaning_find(const struct svcreg *reg, const char *name, struct meaning *meaning);

/*
 * Whether a name means no other port at any transport. nft prints the name that a
 * port has at tcp or udp, whatever the rule matches, and reads it back as getaddrinfo()
 * does: at the first transport that has the name. Other programs use another order.
 */
bool meaning_is_port(const struct meaning *meaning, uint16_t port);

#endif
