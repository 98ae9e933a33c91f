/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines were told already: each is told once, for as long as it holds. */
#ifndef NFTSVC_WATCH_SEEN_H
#define NFTSVC_WATCH_SEEN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** The lines of a text, by their hashes. Zero-initialise it. */
struct seen {
	uint64_t *hashes; /* sorted */
	size_t n;
};

/**
 * seen_update - take the lines of a new text in the place of the former ones
 * @text: lines, each ended by a line break
 * @fresh: those are printed to it that were not in the former text
 *
 * Return: 0, or -ENOMEM: the former text still counts then.
 */
int seen_update(struct seen *seen, const char *text, FILE *fresh);

/** seen_hash - 64 bits of a text's bytes */
uint64_t seen_hash(const char *text, size_t len);

void seen_free(struct seen *seen);

#endif
