/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that had ports until these were taken back. */
#ifndef NFTSVC_FORMER_H
#define NFTSVC_FORMER_H

#include "lint/linter.h"

/** What the registry's records say of the past; zero-initialise it. */
struct formers {
	struct linter *l;
	const char **texts; /* each begins with a name, of any length; sorted */
	size_t n;
	size_t room;
};

/** formers_collect - look through the registry; without memory linter.no_memory is set */
void formers_collect(struct linter *l, struct formers *formers);

/** formers_check - warn if @name, which stands at @at, had ports that were taken back */
void formers_check(const struct formers *formers, const char *name, const struct location *at);

#endif
