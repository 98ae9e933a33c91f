/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * States and plans that are written down: what plans are tested with, without a
 * kernel.
 *
 * An element is written "443/tcp https" where it is ours, and "443/tcp" where
 * it is not; a plan "+443/tcp -80/tcp ~22/tcp !conflict:22/tcp".
 */
#ifndef WRITTEN_PLAN_H
#define WRITTEN_PLAN_H

#include <stddef.h>

#include "plan/plan.h"

#define INET 1

/** Two states, and the plan that leads from one to the other. */
struct fixture {
	struct state live, wanted;
	struct plan plan;
	struct plan_options options;
	char text[256];
};

struct element *write_element(struct state *state, struct set *set, const char *text);

/** write_set - a state of one table "filter" with one set "web" of ours; @elements ends with NULL */
struct set *write_set(struct state *state, const char *const *elements);

/** read_apply, read_remove - plan, and write the plan down */
const char *read_apply(struct fixture *f);
const char *read_remove(struct fixture *f);

/** read_plan - write down the plan that is there */
const char *read_plan(struct fixture *f);

void tear_down(struct fixture *f);

#endif
