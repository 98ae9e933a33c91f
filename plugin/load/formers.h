/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registries that were used before: opened, one after the other, when a name is
 * asked for that the one in use does not have.
 */
#ifndef NFTSVC_FORMERS_H
#define NFTSVC_FORMERS_H

#include "policy/diag.h"
#include "store/store.h"
#include "svcreg.h"

/** The former images of the store, and the built-in registry. */
#define FORMERS_MAX (HISTORY_MAX + 1)

/** Zero-initialise it, with the registry in use. */
struct formers {
	const struct svcreg *reg; /* borrowed */
	bool opened;
	const struct svcreg *list[FORMERS_MAX]; /* the newest first; none is newer than reg */
	size_t n;
	struct diag_past past; /* filled in by formers_past() */
};

/**
 * formers_find - the newest former registry that has a port for a name
 *
 * What keeps a former registry from being read is passed over: what is told of the
 * past is an advice.
 *
 * Return: the registry, until formers_close(); NULL if the registry in use has a
 * port for the name, or no former one has.
 */
const struct svcreg *formers_find(struct formers *formers, const char *name);

/** formers_past - who is asked in errors of policies; borrowed from @formers */
const struct diag_past *formers_past(struct formers *formers);

/** formers_close - close what was opened */
void formers_close(struct formers *formers);

#endif
