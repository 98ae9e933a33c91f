/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies resolved against the registry: policies in, `resolved` out, and from
 * that the wanted state.
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

struct previous_registries;

/** What one entry of a set opens, as if it stood there alone: a part of the set's openings. */
struct resolved_entry {
	size_t first;
	size_t n;
};

/** A set or map, with the ports that its entries open and where they come from. */
struct resolved_set {
	const struct policy_set *written;
	struct resolved_entry *entries; /* one for each entry of @written */
	struct opening *openings;	/* those of the first entry first */
	size_t n;
	size_t room;
};

/** Tables of one family and name, in whichever files, are one. */
struct resolved_table {
	uint8_t family; /* NFPROTO_... */
	const char *name;
	struct resolved_set *sets;
	size_t n;
	size_t room;
};

/**
 * What policies open, and which of their lines ask for it. Zero-initialise it.
 *
 * Names, verdicts and places are borrowed from the policies, owners also from
 * the registry.
 */
struct resolved {
	struct arena arena;
	struct resolved_table *tables; /* as they are first written */
	size_t n;
	size_t room;
	size_t n_openings; /* of all sets */
	/*
	 * The policies are so large that an entry may lack what a group in it
	 * opens, if another entry of the set opens that too. Sets are complete.
	 */
	bool cut;
};

/** Beyond so many openings and group members, resolved.cut is set. */
#define RESOLVED_WHOLE_MAX 262144

/**
 * policies_resolve - look up every name of policies
 * @reg: the registry
 * @previous: looked up for hints where @reg lacks a name; NULL: no such hints
 * @policies: as policy_read() left them, also with errors: what could be read
 *	is resolved, so that one run shows every error. The definitions of each
 *	policy are its own
 * @n: number of policies
 * @diags: errors are added, and warnings of entries that expire
 * @resolved: zero-initialised; filled in, for resolved_free(). Sets whose name
 *	is missing or taken are left out
 *
 * Return: 0 also if there were errors; -ENOMEM.
 */
int policies_resolve(const struct svcreg *reg, struct previous_registries *previous,
		     const struct policy *policies, size_t n, struct diags *diags,
		     struct resolved *resolved);

/** resolved_free - free all that @resolved holds */
void resolved_free(struct resolved *resolved);

/**
 * resolved_state - the state that resolved policies ask for
 * @resolved: from policies_resolve()
 * @diags: errors are added: ports of a map with two verdicts, more elements than
 *	can be kept apart; and a warning of a set that becomes none
 * @state: zero-initialised; filled in, and borrows nothing
 *
 * Return: 0 also if there were errors; -ENOMEM.
 */
int resolved_state(const struct resolved *resolved, struct diags *diags, struct state *state);

#endif
