/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records that answers have, as one walk. */
#ifndef NFTSVC_SELECTION_H
#define NFTSVC_SELECTION_H

#include "query/answer.h"

/**
 * answers_walk - the records of answers, each of them once, in registry order
 * @arena: memory for the walk
 * @reg: the registry
 * @answers: as answer_find() made them
 * @n: how many
 * @it: set to the walk
 *
 * Return: 0 or -ENOMEM.
 */
int answers_walk(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 size_t n, struct svcreg_iter *it);

#endif
