/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as people read it: a line for what is one change to them. */
#ifndef NFTSVC_PLAN_LINES_H
#define NFTSVC_PLAN_LINES_H

#include <stdio.h>

#include "plan/plan.h"

/** Changes that are alike and whose ports follow each other: a range, taken apart for a hash. */
struct plan_line {
	const struct change *change; /* the first of them */
	struct element element;	     /* their ports; of a change to an element */
};

/**
 * plan_lines - the lines of a plan
 * @plan: the plan; memory is taken from its arena
 * @lines: set to the lines. Raised sizes are not among them: they change nothing that is matched
 * @n: set to their number
 *
 * Return: 0 or -ENOMEM.
 */
int plan_lines(struct plan *plan, struct plan_line **lines, size_t *n);

/** change_is_element - whether a change is to an element of a set */
bool change_is_element(const struct change *change);

/** render_plan_changes, render_plan_findings - the two parts of render_plan_text() */
int render_plan_changes(struct plan *plan, FILE *out);
int render_plan_findings(struct plan *plan, FILE *out);

/** render_plan_text, render_plan_json - print changes and findings to @out; 0 or -ENOMEM */
int render_plan_text(struct plan *plan, FILE *out);
int render_plan_json(struct plan *plan, FILE *out);

#endif
