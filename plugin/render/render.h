/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A wanted state as text: each prints the whole of it to @out and returns 0 or -errno. */
#ifndef NFTSVC_RENDER_H
#define NFTSVC_RENDER_H

#include <stdio.h>

#include "state/state.h"

/** render_table - for people */
int render_table(const struct state *state, FILE *out);

/** render_nft - a script for nft -f that gives the same sets as apply does */
int render_nft(const struct state *state, FILE *out);

/**
 * render_declare - a script for nft -f that declares the sets without elements
 *
 * Each set is as apply would create it, behind a comment with the rule that
 * uses it. Sets that exist keep their elements.
 */
int render_declare(const struct state *state, FILE *out);

/** render_json - libnftables JSON for nft -j -f, the same sets as render_nft() */
int render_json(const struct state *state, FILE *out);

#endif
