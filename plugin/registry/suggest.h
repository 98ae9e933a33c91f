/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may have been meant by a name that has no port: the one source of this
 * advice, for show, export, explain and the errors of policies.
 */
#ifndef NFTSVC_SUGGEST_H
#define NFTSVC_SUGGEST_H

#include "base/similar.h"
#include "svcreg.h"

/** So many names are compared in a run: enough for DIAGS_MAX names and a very large policy. */
#define SUGGEST_COMPARED_MAX 4000000

/**
 * suggest_rename - what a name is called now
 * @reg: the registry in use, which tells of some former names itself
 * @name: a name that it has no port for
 * @now: its present name by registries of before, or NULL
 *
 * Return: a name, borrowed from @reg or @now; NULL if none is known.
 */
const char *suggest_rename(const struct svcreg *reg, const char *name, const char *now);

/**
 * suggest_names - the names to write instead of one
 * @reg: the registry in use
 * @name: the name, which has no port in it
 * @renamed: from suggest_rename()
 * @compared: names compared so far; counted up to SUGGEST_COMPARED_MAX
 * @names: from similar_init() with @name; names of a policy's own were offered to
 *	it. Set to the suggestions, the best first: the present name alone, else
 *	what the registry calls the service that is widely known by @name, else
 *	names that are spelt alike, unless the registry has @name without a port
 */
void suggest_names(const struct svcreg *reg, const char *name, const char *renamed,
		   size_t *compared, struct similar *names);

/**
 * suggest_noted - services with a port whose notes have a name in quotes
 * @noted: set to them, in the registry's order
 *
 * Return: how many, SIMILAR_MAX at the most.
 */
size_t suggest_noted(const struct svcreg *reg, const char *name, const char *noted[SIMILAR_MAX]);

#endif
