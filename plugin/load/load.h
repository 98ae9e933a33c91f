/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What most verbs begin with: the registry, and the policies resolved against it. */
#ifndef NFTSVC_LOAD_H
#define NFTSVC_LOAD_H

#include "cli/cli.h"
#include "policy/policy.h"
#include "state/state.h"
#include "svcreg.h"

/** Why a registry is the one that is used. */
enum registry_origin {
	REGISTRY_OPTION,
	REGISTRY_ENVIRONMENT,
	REGISTRY_STORED,
	REGISTRY_BUILTIN,
};

/**
 * registry_load - open the registry that the user means
 * @options: --registry is looked at first, then $NFTSVC_REGISTRY, then the
 *	stored registry, then the built-in one is taken
 * @reg: set to the registry, for svcreg_close()
 * @origin: set to what decided; may be NULL
 *
 * A failure is complained about. A stored registry that is there and cannot be
 * used is a failure: the built-in one would silently mean other ports.
 *
 * Return: STATUS_YES, STATUS_INPUT for a file that is no registry or is not
 * there, or STATUS_SYSTEM for one that cannot be read.
 */
enum status registry_load(const struct options *options, const struct svcreg **reg,
			  enum registry_origin *origin);

/** registry_origin_name - "option", "environment", "stored" or "built-in" */
const char *registry_origin_name(enum registry_origin origin);

/**
 * status_of_file_error - the exit status for a file that could not be used
 * @error: negative errno value
 *
 * Return: STATUS_INPUT where the wrong file was named (it is not there, is a
 * directory, has another content), STATUS_SYSTEM where the right to read it, or
 * the machine, was lacking.
 */
enum status status_of_file_error(int error);

/** Policies, what is wrong with them, and what they come to. */
struct loaded {
	const struct svcreg *reg;
	struct policy *policies;
	size_t n;
	struct diags diags;
	struct state wanted; /* its arena holds the policies and the reports too */
};

/**
 * load - read the policies on the command line and resolve them
 * @options: the arguments are the policies' paths
 * @loaded: zero-initialised; filled in also where policies have errors, which
 *	are not printed but in @loaded->diags; for loaded_free()
 *
 * Return: STATUS_YES, STATUS_NO for warnings under --strict, STATUS_INPUT for
 * errors in policies or a bad registry, or STATUS_SYSTEM.
 */
enum status load(const struct options *options, struct loaded *loaded);

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
