/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies resolved against the registry: struct resolved, and from it the wanted state.
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

/** The openings of one entry: a slice of the set's openings. */
struct resolved_entry {
	size_t first;
	size_t n;
};

/** A set or map with the ports that its entries open, and their origin. */
struct resolved_set {
	const struct policy_set *written;
	struct resolved_entry *entries; /* one for each entry of @written */
	struct opening *openings;	/* those of the first entry first */
	size_t n;
	size_t room;
};

/** A table, merged from all parts with its family and name in all files. */
struct resolved_table {
	uint8_t family; /* NFPROTO_... */
	const char *name;
	struct resolved_set *sets;
	size_t n;
	size_t room;
};

/**
 * The ports that policies open, and the lines that ask for them. Zero-initialise it.
 *
 * It borrows from the policies and from the registry.
 */
struct resolved {
	struct arena arena;
	struct resolved_table *tables; /* in order of first appearance */
	size_t n;
	size_t room;
	size_t n_openings; /* of all sets */
	/*
	 * The policies are so large that an entry may lack openings of its group
	 * that another entry of the set has as well. Sets are complete.
	 */
	bool cut;
};

/** With more openings and group members than this, resolved.cut is set. */
#define RESOLVED_WHOLE_MAX 262144

/**
 * policies_resolve - look up every name in policies
 * @reg: the registry
 * @previous: looked up for hints where @reg lacks a name; NULL: no such hints
 * @policies: from policy_read(), also with errors: what could be read is
 *	resolved, so that one run shows every error. Definitions are local to a policy
 * @n: number of policies
 * @diags: errors are added, and warnings about entries that expire
 * @resolved: zero-initialised; filled in, for resolved_free(). Sets whose name
 *	is missing or a duplicate are left out
 *
 * Return: 0 also if there were errors; -ENOMEM.
 */
int policies_resolve(const struct svcreg *reg, struct previous_registries *previous,
		     const struct policy *policies, size_t n, struct diags *diags,
		     struct resolved *resolved);

/** resolved_free - free all that @resolved holds */
void resolved_free(struct resolved *resolved);

/**
 * resolved_state - build the wanted state
 * @resolved: from policies_resolve()
 * @diags: errors are added: ports of a map with two verdicts, too many elements;
 *	and warnings about sets that are not created
 * @state: zero-initialised; filled in, and borrows nothing
 *
 * Return: 0 also if there were errors; -ENOMEM.
 */
int resolved_state(const struct resolved *resolved, struct diags *diags, struct state *state);

#endif
