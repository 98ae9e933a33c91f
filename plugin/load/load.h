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

/** How the locks beside policies are used. */
enum lock_use {
	LOCK_HOLDS,   /* names mean what is locked; the registry must not have more */
	LOCK_SILENT,  /* names mean what is locked, whatever the registry has */
	LOCK_IGNORED, /* names mean what the registry says */
};

/** Policies, their errors and warnings, and the state that they ask for. */
struct loaded {
	/* Set by the caller of load(), which fills in the rest. */
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
 * @loaded: zero-initialised, with what the caller sets; filled in even if policies have
 *	errors, which are put into @loaded->diags, not printed; for loaded_free()
 *
 * Return: STATUS_YES, STATUS_NO for warnings under --strict, STATUS_INPUT for
 * errors in policies or a bad registry, or STATUS_SYSTEM.
 */
enum status load(const struct options *options, struct loaded *loaded);

/**
 * loaded_lint - warn where policies without errors probably mean something else
 * @options: says which lints are off
 * @loaded: as load() filled it in without an error; the warnings are added to its diags
 *
 * Return: as load(), with these warnings too.
 */
enum status loaded_lint(const struct options *options, struct loaded *loaded);

/**
 * policies_parse - the part of load() that only reads the policies, without look-ups
 * @options: the arguments are the policies' paths
 * @loaded: zero-initialised; for loaded_free()
 * @status: raised if a file cannot be read
 *
 * Return: 0 also where policies have errors, which are in @loaded->diags; -ENOMEM.
 */
int policies_parse(const struct options *options, struct loaded *loaded, enum status *status);

/**
 * loaded_tell - show the errors and warnings on standard error
 *
 * If standard error is the journal, each line has its level.
 */
void loaded_tell(struct loaded *loaded);

/** loaded_free - free what load() filled in */
void loaded_free(struct loaded *loaded);

/**
 * policies_load - load() for callers that only need the wanted state
 * @options: the arguments are the policies' paths
 * @wanted: zero-initialised; set to what they ask for, for state_free()
 *
 * Errors and warnings are printed to standard error.
 *
 * Return: as load().
 */
enum status policies_load(const struct options *options, struct state *wanted);

#endif
