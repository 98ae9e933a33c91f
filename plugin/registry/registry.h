/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which registry is used: the option's, the environment's, the stored, or the built-in one. */
#ifndef NFTSVC_REGISTRY_H
#define NFTSVC_REGISTRY_H

#include "base/message.h"
#include "registry/store.h"
#include "svcreg.h"

/** Why a registry is the one that is used. */
enum registry_origin {
	REGISTRY_OPTION,
	REGISTRY_ENVIRONMENT,
	REGISTRY_STORED,
	REGISTRY_BUILTIN,
};

/**
 * registry_load - open the registry to use
 * @option: value of --registry, or NULL. Without it $NFTSVC_REGISTRY counts, then the stored
 *	registry, then the built-in one. Option and variable are names for registry_open()
 * @verbose: say which registry is used
 * @reg: set to the registry, for svcreg_close()
 * @origin: set to what decided; may be NULL
 *
 * Failures are reported. A stored registry that cannot be used is a failure, because the
 * built-in one may mean other ports; registry_open_stored() has the one exception.
 *
 * Return: STATUS_YES; STATUS_INPUT if the file does not exist or is not a registry;
 * STATUS_SYSTEM if it cannot be read.
 */
enum status registry_load(const char *option, bool verbose, const struct svcreg **reg,
			  enum registry_origin *origin);

/**
 * registry_open - open a registry by name
 * @name: "built-in"; "stored"; "former", the one that a rollback would restore;
 *	"former:DATE", the newest former one whose image name begins so; or the path of a
 *	file, which needs a slash if it looks like one of these
 * @reg: set to the registry, for svcreg_close()
 *
 * Failures are reported.
 *
 * Return: as registry_load().
 */
enum status registry_open(const char *name, const struct svcreg **reg);

/**
 * registry_open_stored - open the stored registry
 * @named: the user asked for it by name, so nothing else will do
 *
 * In a user namespace that has no id for the store's owner, nobody can tell who owns it.
 * Then the built-in registry is used, with a warning; if @named, it is a failure.
 *
 * Return: STATUS_YES; STATUS_NO to use the built-in registry, never if @named; STATUS_INPUT
 * if @named and none is stored; or STATUS_SYSTEM.
 */
enum status registry_open_stored(bool named, const struct svcreg **reg);

/**
 * registry_history - find out where a registry came from
 * @history: zero-initialised; set to the history of the store, for history_free()
 *
 * Failures to read the store are reported, unless registry_open_stored() has warned already.
 *
 * Return: the origin, in @history; NULL if the store does not know the registry.
 */
const struct origin *registry_history(const struct svcreg *reg, struct history *history);

/**
 * registry_report_bad - report that a file is not a registry or cannot be read
 * @why: error from the library
 *
 * Return: status_of_file_error().
 */
enum status registry_report_bad(const char *path, int err, const struct svcreg_error *why);

/** registry_warn_skipped - warn if lines of a registry's file were skipped */
void registry_warn_skipped(const char *path, const struct svcreg *reg);

/** registry_report_store - report why a store cannot be used; returns STATUS_SYSTEM */
enum status registry_report_store(const struct store *store, int err);

/** registry_warn_overtaken - warn if the built-in registry is newer, as after an upgrade */
void registry_warn_overtaken(const struct svcreg *reg);

/** registry_origin_name - "option", "environment", "stored" or "built-in" */
const char *registry_origin_name(enum registry_origin origin);

/**
 * status_of_file_error - exit status for a file that could not be used
 * @err: negative errno value
 *
 * Return: STATUS_INPUT if the user named the wrong file (missing, a directory, wrong
 * content); STATUS_SYSTEM if access or resources were lacking.
 */
enum status status_of_file_error(int err);

#endif
