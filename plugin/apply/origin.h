/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets that no policy names: which policy they came from. */
#ifndef NFTSVC_ORIGIN_H
#define NFTSVC_ORIGIN_H

#include "plan/plan.h"

/**
 * origin_note - note in a plan's orphans which policies they were applied from
 *
 * Two policies can be for one table: whoever applies one of them must not take
 * the other's sets for left-overs. Where it is not known, nothing is noted.
 *
 * Return: 0 or -ENOMEM.
 */
int origin_note(struct plan *plan);

#endif
