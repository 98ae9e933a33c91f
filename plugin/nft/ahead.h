/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nft_read_ahead() has begun, for nft_read() and nft_close(). */
#ifndef NFTSVC_NFT_AHEAD_H
#define NFTSVC_NFT_AHEAD_H

#include "nft/nft.h"

/**
 * ahead_take - take what was begun if it answers nft_read(), and wait until all of it is there
 *
 * It does if the same tables are asked for, and the ruleset is still of the
 * generation in which the reading began, a moment ago: then a picture that was
 * taken now would be the same.
 *
 * Return: whether @live was set; without, nothing is left of what was begun.
 */
bool ahead_take(struct nft *nft, const struct state *wanted, bool rules, struct state *live);

/** ahead_drop - wait for what was begun, if anything was, and forget it */
void ahead_drop(struct nft *nft);

#endif
