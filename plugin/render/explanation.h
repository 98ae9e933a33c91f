/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An explanation in its formats. Errors of @out are left for ferror(). */
#ifndef NFTSVC_RENDER_EXPLAIN_H
#define NFTSVC_RENDER_EXPLAIN_H

#include <stdio.h>

#include "explain/explain.h"

/** explanation_table - for people; 0 or -ENOMEM. What is made on the way is in @explanation's arena */
int explanation_table(struct explanation *explanation, const struct svcreg *reg, FILE *out);

/** explanation_json - for programs; the shape is documented in nftsvc.json(5). 0 or -ENOMEM */
int explanation_json(const struct explanation *explanation, const struct svcreg *reg, FILE *out);

#endif
