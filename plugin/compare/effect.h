/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of comparing policies.
 *
 *	compare_policies.c	policies are resolved under both registries
 *	compare_openings.c	what an entry opens under one of them alone
 *	compare_errors.c	what is an error under one of them alone
 *	effect.c		the effects, and their order
 */
#ifndef NFTSVC_EFFECT_H
#define NFTSVC_EFFECT_H

#include "compare/compare.h"

enum compared_side {
	OLD,
	NEW,
	SIDES,
};

/* What an entry opens under one of the registries. */
struct heard {
	struct effect effect;
	enum compared_side side;
};

/* By the file, and the place in it; what has no place comes first. */
int order_places(const struct location *a, const struct location *b);

/* By everything but the ports: the same for what one entry opens in one set. */
int order_openings(const struct effect *a, const struct effect *b);

/* By places and kinds, for qsort(). */
int order_effects(const void *left, const void *right);

/* effect_add - append an effect; 0 or -ENOMEM */
int effect_add(struct comparison *c, const struct effect *effect);

/* openings_subtract - add what is opened under one registry alone; @list is sorted; 0 or -ENOMEM */
int openings_subtract(struct comparison *c, struct heard *list, size_t n);

/*
 * errors_subtract - add what is an error under one registry alone, and take out
 * effects that go without saying then
 * @both: told of errors under both
 *
 * Return: 0 or -ENOMEM.
 */
int errors_subtract(struct comparison *c, struct diags *both);

#endif
