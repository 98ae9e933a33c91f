/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of comparing policies.
 *
 *	compare_policies.c	policies are resolved under both registries
 *	compare_openings.c	what an entry opens under one of them alone
 *	compare_errors.c	what is an error under one of them alone
 *	compare_locks.c		what the locks make of both
 *	effect.c		the effects, and their order
 */
#ifndef NFTSVC_EFFECT_H
#define NFTSVC_EFFECT_H

#include "compare/compare.h"

enum compared_side {
	OLD,
	NEW,
	LOCKED, /* under the new registry, with the policies' locks */
	SIDES,
};

/* What an entry opens on one of the sides. */
struct compared_opening {
	struct effect effect;
	enum compared_side side;
};

/* Ports in a row; the end is behind the last. */
struct run {
	unsigned int first;
	unsigned int end;
};

/* By the file, and the place in it; what has no place comes first. */
int order_places(const struct location *a, const struct location *b);

/* By everything but the ports: the same for what one entry opens in one set. */
int order_openings(const struct effect *a, const struct effect *b);

/* By places and kinds, for qsort(). */
int order_effects(const void *left, const void *right);

/* effect_add - append an effect; 0 or -ENOMEM */
int effect_add(struct comparison *c, const struct effect *effect);

/* next_run - the next ports of a list that is sorted by first ports; what meets is one run */
bool next_run(const struct compared_opening **list, const struct compared_opening *end,
	      struct run *run);

/*
 * openings_ask_lock - set what the lock has of effects on one entry in one set
 * @from: the first of them: what is closed, then what is opened, from low ports to high
 * @locked: what the entry opens under the lock
 */
void openings_ask_lock(struct comparison *c, size_t from, const struct compared_opening *locked,
		       const struct compared_opening *end);

/* locks_keep - leave what lock makes of effects only where there is one, and ask it of errors */
void locks_keep(struct comparison *c, const struct policy *policies, size_t n);

/* error_at - the error at a place; NULL if there is none */
const struct diag *error_at(const struct diags *diags, const struct location *at);

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
