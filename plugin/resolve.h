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
#include "state.h"
#include "svcreg.h"

/**
 * policies_resolve - the state that policies ask for
 * @reg: the registry
 * @policies: as policy_read() left them, also with errors: what could be read
 *	is resolved, so that one run shows everything. The definitions of each
 *	are its own, tables of one family and name are one
 * @n: how many
 * @diags: every error is added here
 * @state: filled in; with errors, as far as names could be resolved
 *
 * Return: 0 also if there were errors; -ENOMEM.
 */
int policies_resolve(const struct svcreg *reg, const struct policy *policies, size_t n,
		     struct diags *diags, struct state *state);

#endif
