/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registries used before. They are opened the first time that a name is missing from the
 * registry in use, to explain what became of it.
 */
#ifndef NFTSVC_PREVIOUS_H
#define NFTSVC_PREVIOUS_H

#include <stdbool.h>

#include "registry/history.h"
#include "svcreg.h"

/** The former images of the store, and the built-in registry. */
#define PREVIOUS_MAX (HISTORY_MAX + 1)

/** Zero-initialise it, with the registry in use. */
struct previous_registries {
	const struct svcreg *reg; /* the one in use, borrowed */
	bool opened;
	const struct svcreg *list[PREVIOUS_MAX]; /* newest first; none is newer than reg */
	size_t n;
};

/**
 * previous_find - the newest previous registry that has a port for a name
 * @now: set to the present name, as previous_rename() gives it; may be NULL
 *
 * Registries that cannot be read are skipped, because the answer is only advice.
 *
 * Return: the registry, until previous_close(); NULL if the registry in use has a port for
 * the name, or none of them has.
 */
const struct svcreg *previous_find(struct previous_registries *previous, const char *name,
				   const char **now);

/** previous_close - close the registries that were opened */
void previous_close(struct previous_registries *previous);

/**
 * previous_rename - find what a name is called now
 * @former: a registry of before
 * @reg: the registry in use
 * @name: a name without a port in @reg
 *
 * Return: a name with the same ports and transport in @reg, if @former has no port for
 * that name and it was not registered on another day. Borrowed from @reg; NULL if there is
 * none.
 */
const char *previous_rename(const struct svcreg *former, const struct svcreg *reg,
			    const char *name);

/** name_has_ports - whether a registry has a port for a name */
bool name_has_ports(const struct svcreg *reg, const char *name);

#endif
