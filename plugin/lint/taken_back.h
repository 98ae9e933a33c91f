/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that had ports until these were taken back. */
#ifndef NFTSVC_TAKEN_BACK_H
#define NFTSVC_TAKEN_BACK_H

#include "lint/linter.h"

/** What the registry's records say of the past; zero-initialise it. */
struct taken_back {
	struct linter *l;
	const char **texts; /* each begins with a name, of any length; sorted */
	size_t n;
	size_t room;
};

/** taken_back_collect - look through the registry; without memory linter.no_memory is set */
void taken_back_collect(struct linter *l, struct taken_back *past);

/** taken_back_check - warn if @name, which stands at @at, had ports that were taken back */
void taken_back_check(const struct taken_back *past, const char *name, const struct location *at);

#endif
