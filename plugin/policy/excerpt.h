/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a policy as a terminal may see them. */
#ifndef NFTSVC_EXCERPT_H
#define NFTSVC_EXCERPT_H

#include <stddef.h>
#include <stdio.h>

#include "policy/diag.h"

/** excerpt_column - the column of a place in code points, from 1 */
size_t excerpt_column(const struct location *at);

/** place_text - "web.policy:7:3", "-" for none; NULL without memory */
const char *place_text(struct arena *arena, const struct location *at);

/** excerpt_line - the source line of a place with its number, and a line of ^~~~ under it */
void excerpt_line(const struct location *at, FILE *out);

#endif
