/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A registry file that may be stored: its bytes, its registry and its origin. */
#ifndef NFTSVC_INCOMING_H
#define NFTSVC_INCOMING_H

#include <sha256.h>
#include <stddef.h>

#include "registry/history.h"
#include "svcreg.h"

/** Larger files are refused, without reading the rest: no registry is so large. */
#define INCOMING_MAX ((size_t)64 << 20)

/** Zero-initialise it; for incoming_free(). */
struct incoming {
	char *data;
	size_t size;
	const struct svcreg *reg;
	struct origin origin; /* its texts are borrowed from the members below */
	char *from;
	char sha256[SHA256_DIGEST_STRING_LENGTH];
};

/**
 * incoming_read - read a file
 * @path: its path; "-" is standard input
 *
 * Return: 0, -EFBIG, -ENOMEM, or an error of opening and reading.
 */
int incoming_read(struct incoming *incoming, const char *path);

/** incoming_read_fd - read from a descriptor, without an origin; returns as incoming_read() */
int incoming_read_fd(struct incoming *incoming, int fd);

/**
 * incoming_parse - parse the bytes into a registry that came in now
 * @why: filled in on failure
 *
 * Return: as svcreg_parse().
 */
int incoming_parse(struct incoming *incoming, struct svcreg_error *why);

void incoming_free(struct incoming *incoming);

#endif
