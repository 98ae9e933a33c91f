/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The effects of another registry on the lines of policies. */
#ifndef NFTSVC_EFFECT_H
#define NFTSVC_EFFECT_H

#include "compare/compare.h"

enum compared_side {
	OLD,
	NEW,
	LOCKED, /* under the new registry, with the policies' locks */
	SIDES,
};

/* An opening of an entry on one of the sides. */
struct compared_opening {
	struct effect effect;
	enum compared_side side;
};

/* By places and kinds, for qsort(). */
int order_effects(const void *left, const void *right);

/* locks_keep - keep the lock of an effect only if its policy has one, and set it for errors */
void locks_keep(struct comparison *c, const struct policy *policies, size_t n);

/* openings_subtract - add what is opened under one registry alone; @list is sorted; 0 or -ENOMEM */
int openings_subtract(struct comparison *c, struct compared_opening *list, size_t n);

/*
 * errors_subtract - add what is an error under one registry alone, and take out
 * effects that go without saying then
 * @both: told of errors under both
 *
 * Return: 0 or -ENOMEM.
 */
int errors_subtract(struct comparison *c, struct diags *both);

#endif
