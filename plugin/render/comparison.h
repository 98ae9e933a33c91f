/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison of registries, in the formats of compare. Errors of @out are left for ferror(). */
#ifndef NFTSVC_COMPARISON_H
#define NFTSVC_COMPARISON_H

#include <stdio.h>

#include "compare/compare.h"

/** comparison_table - for people; 0 or -ENOMEM. The comparison's arena has what is made on the way */
int comparison_table(struct comparison *comparison, FILE *out);

/** comparison_json - for programs; 0 or -ENOMEM */
int comparison_json(const struct comparison *comparison, FILE *out);

#endif
