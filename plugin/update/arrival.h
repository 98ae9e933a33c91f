/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A registry file on its way into the store: its bytes, and what they come to. */
#ifndef NFTSVC_ARRIVAL_H
#define NFTSVC_ARRIVAL_H

#include <sha256.h>
#include <stddef.h>

#include "registry/history.h"
#include "svcreg.h"

/** No registry is so large: what is, is refused as soon as this much of it was read. */
#define ARRIVAL_MAX ((size_t)64 << 20)

/** Zero-initialise it; for arrival_free(). */
struct arrival {
	char *data;
	size_t size;
	const struct svcreg *reg;
	struct origin origin; /* its texts are borrowed from the members below */
	char *from;
	char sha256[SHA256_DIGEST_STRING_LENGTH];
};

/**
 * arrival_read - read a file
 * @path: its path; "-" is standard input
 *
 * Return: 0, -EFBIG, -ENOMEM, or what opening and reading gave.
 */
int arrival_read(struct arrival *arrival, const char *path);

/** arrival_read_fd - read what there is to read, of which the origin is not known; as above */
int arrival_read_fd(struct arrival *arrival, int fd);

/**
 * arrival_parse - make the registry of the bytes, with the time as that of its arrival
 * @why: filled in on failure
 *
 * Return: as svcreg_parse().
 */
int arrival_parse(struct arrival *arrival, struct svcreg_error *why);

void arrival_free(struct arrival *arrival);

#endif
