/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy's names resolved against the registry: policies in, wanted state out.
 *
 * The rules by which a name gets its transports are here and nowhere else.
 */
#ifndef NFTSVC_RESOLVE_H
#define NFTSVC_RESOLVE_H

#include "policy/diag.h"
#include "policy/policy.h"
#include "resolve/portset.h"
#include "state/state.h"
#include "svcreg.h"

/**
 * policies_resolve - the state that policies ask for
 * @reg: the registry
 * @policies: as policy_read() left them, also with errors: what could be read
 *	is resolved, so that one run shows everything. The definitions of each
 *	are its own, tables of one family and name are one
 * @n: how many
 * @diags: every error is added here, and warnings of what expires
 * @state: filled in; with errors, as far as names could be resolved
 *
 * Return: 0 also if there were errors; -ENOMEM.
 */
int policies_resolve(const struct svcreg *reg, const struct policy *policies, size_t n,
		     struct diags *diags, struct state *state);

/** Where a policy opens ports. */
struct place {
	const struct table *table; /* as it is in the state so far: family and name */
	const char *set;
	struct location at; /* of the entry: in the set, or in a group */
	struct location
		use; /* of a group's member: where the set names the group; else source NULL */
};

/** Told of every opening while policies are resolved, before any are cut or merged. */
struct listener {
	/* Borrowed for the call; locations and the owner's name live as long as policies and
	   registry. */
	void (*hear)(const struct place *place, const struct opening *opening, void *data);
	void *data;
};

/** policies_trace - policies_resolve() that tells which entry opens what; @listener may be NULL */
int policies_trace(const struct svcreg *reg, const struct policy *policies, size_t n,
		   const struct listener *listener, struct diags *diags, struct state *state);

#endif
