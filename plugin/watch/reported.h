/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines were reported already: each is reported once, for as long as it holds. */
#ifndef NFTSVC_WATCH_REPORTED_H
#define NFTSVC_WATCH_REPORTED_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** The lines of a text, by their hashes. Zero-initialise it. */
struct reported {
	uint64_t *hashes; /* sorted */
	size_t n;
};

/**
 * reported_update - replace the known lines by those of a new text
 * @text: lines, each ended by a line break
 * @fresh: gets the lines that were not known
 *
 * Return: 0, or -ENOMEM: the former text still counts then.
 */
int reported_update(struct reported *reported, const char *text, FILE *fresh);

/** reported_hash - 64 bits of a text's bytes */
uint64_t reported_hash(const char *text, size_t len);

void reported_free(struct reported *reported);

#endif
