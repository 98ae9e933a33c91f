/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policies of the command line, resolved against the registry. */
#ifndef NFTSVC_LOAD_H
#define NFTSVC_LOAD_H

#include "base/message.h"
#include "cli/options.h"
#include "policy/policy.h"
#include "resolve/resolve.h"
#include "state/state.h"
#include "svcreg.h"

/** What is done with the locks that lie beside policies. */
enum lock_use {
	LOCK_HOLDS,   /* names mean what is locked; the registry must not have more */
	LOCK_SILENT,  /* names mean what is locked, whatever the registry has */
	LOCK_IGNORED, /* names mean what the registry says */
};

/** Policies, what is wrong with them, and what they come to. */
struct loaded {
	/* Set by who calls load(); the rest is filled in. */
	enum lock_use locks;

	const struct svcreg *reg;
	struct policy *policies;
	size_t n;
	struct diags diags;
	struct arena arena; /* of the policies and the reports */
	struct resolved resolved;
	struct state wanted;
};

/**
 * load - read the policies on the command line and resolve them
 * @options: the arguments are the policies' paths
 * @loaded: zero-initialised but for what the caller sets; filled in also where policies
 *	have errors, which are not printed but in @loaded->diags; for loaded_free()
 *
 * Return: STATUS_YES, STATUS_NO for warnings under --strict, STATUS_INPUT for
 * errors in policies or a bad registry, or STATUS_SYSTEM.
 */
enum status load(const struct options *options, struct loaded *loaded);

/**
 * loaded_lint - warn of what policies without errors probably do not mean
 * @options: says which lints are off
 * @loaded: as load() filled it in without an error; the warnings are added to its diags
 *
 * Return: as load(), with these warnings too.
 */
enum status loaded_lint(const struct options *options, struct loaded *loaded);

/**
 * policies_parse - the part of load() that reads the policies, without looking names up
 * @options: the arguments are the policies' paths
 * @loaded: zero-initialised; for loaded_free()
 * @status: made the worst of what could not be read
 *
 * Return: 0 also where policies have errors, which are in @loaded->diags; -ENOMEM.
 */
int policies_parse(const struct options *options, struct loaded *loaded, enum status *status);

/**
 * loaded_tell - show the errors and warnings on standard error
 *
 * As they are shown to people; where the journal hears them, with their level.
 */
void loaded_tell(struct loaded *loaded);

/** loaded_free - free what load() filled in */
void loaded_free(struct loaded *loaded);

/**
 * policies_load - load() for those who only want what the policies come to
 * @options: the arguments are the policies' paths
 * @wanted: zero-initialised; set to what they ask for, for state_free()
 *
 * Errors and warnings are printed to standard error.
 *
 * Return: as load().
 */
enum status policies_load(const struct options *options, struct state *wanted);

#endif
