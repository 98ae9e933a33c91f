/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output of "nftsvc lock", as text and as JSON. */
#ifndef NFTSVC_RENDER_LOCK_H
#define NFTSVC_RENDER_LOCK_H

#include <stdio.h>

#include "lock/lock.h"

/** A policy's lock as it is, and as the registry would have it. */
struct lock_job {
	const struct policy *policy;
	const char *path;
	struct lock *former; /* NULL: there was none */
	struct lock now;
	struct lock_change *changes; /* from the former one */
	size_t n_changes;
	bool accept; /* it is written: there was none, or its changes are accepted */
};

/** lock_text - a line for each lock, and one for each name that has more, or less, than before */
void lock_text(const struct lock_job *jobs, size_t n, FILE *out);

/** lock_json - the same as JSON; the shape is documented in nftsvc.json(5); 0 or -ENOMEM */
int lock_json(const struct lock_job *jobs, size_t n, const struct svcreg *reg, FILE *out);

#endif
