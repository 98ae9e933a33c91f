/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison of registries, in the formats of compare. Errors of @out are left for ferror(). */
#ifndef NFTSVC_COMPARISON_H
#define NFTSVC_COMPARISON_H

#include <jansson.h>
#include <stdio.h>

#include "compare/compare.h"

/** comparison_table - for people; 0 or -ENOMEM. The comparison's arena has what is made on the way */
int comparison_table(struct comparison *comparison, FILE *out);

/** comparison_lines - the table of the changes alone; 0 or -ENOMEM */
int comparison_lines(struct comparison *comparison, FILE *out);

/** comparison_counts - "3 added, 1 removed" or "no change", and the end of the line */
void comparison_counts(const struct comparison *comparison, FILE *out);

/** comparison_changes_json - the changes as an array; NULL without memory */
json_t *comparison_changes_json(const struct comparison *comparison);

/** comparison_about_lines - the table of changes besides the records; 0 or -ENOMEM */
int comparison_about_lines(struct comparison *comparison, FILE *out);

/** comparison_about_summary - a line of what differs besides the records; none if nothing does */
void comparison_about_summary(const struct comparison *comparison, FILE *out);

/** comparison_about_json - what differs besides the records; NULL without memory */
json_t *comparison_about_json(const struct comparison *comparison);

/** comparison_json - for programs; 0 or -ENOMEM */
int comparison_json(const struct comparison *comparison, FILE *out);

#endif
