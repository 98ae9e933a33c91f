/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What most verbs begin with: the registry, and the policies resolved against it. */
#ifndef NFTSVC_LOAD_H
#define NFTSVC_LOAD_H

#include "cli.h"
#include "state.h"
#include "svcreg.h"

/**
 * registry_load - open the registry that the user means
 * @options: --registry is looked at first, then $NFTSVC_REGISTRY, then the
 *	stored registry, then the built-in one is taken
 * @reg: set to the registry, for svcreg_close()
 *
 * A failure is complained about.
 *
 * Return: STATUS_YES, STATUS_INPUT for a file that is no registry, or
 * STATUS_SYSTEM for one that cannot be read.
 */
enum status registry_load(const struct options *options, const struct svcreg **reg);

/**
 * policies_load - read the policies on the command line and resolve them
 * @options: the arguments are the policies' paths
 * @wanted: zero-initialised; set to what they ask for, for state_free()
 *
 * Errors and warnings are printed to standard error.
 *
 * Return: STATUS_YES, STATUS_NO for warnings under --strict, STATUS_INPUT or
 * STATUS_SYSTEM.
 */
enum status policies_load(const struct options *options, struct state *wanted);

#endif
