/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a name without a port may mean: the one source of this advice, for show, export,
 * explain and the errors of policies.
 */
#ifndef NFTSVC_SUGGEST_H
#define NFTSVC_SUGGEST_H

#include "base/similar.h"
#include "svcreg.h"

/** Limit for the names compared in a run: enough for DIAGS_MAX names and a very large policy. */
#define SUGGEST_COMPARED_MAX 4000000

/**
 * suggest_rename - find what a name is called now
 * @reg: the registry in use, whose records mention some former names
 * @name: a name without a port in it
 * @now: its present name according to previous registries, or NULL
 *
 * Return: a name, borrowed from @reg or @now; NULL if none is known.
 */
const char *suggest_rename(const struct svcreg *reg, const char *name, const char *now);

/**
 * suggest_names - suggest names to write instead of one
 * @reg: the registry in use
 * @name: a name without a port in it
 * @renamed: from suggest_rename()
 * @compared: names compared so far; counted up to SUGGEST_COMPARED_MAX
 * @names: from similar_init() with @name, after names of the policy were offered to it. Set
 *	to the suggestions, best first: only the present name; else the registry's name for
 *	a service widely known as @name; else names spelt alike, unless the registry has
 *	@name without a port
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
