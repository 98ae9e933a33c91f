/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What most verbs begin with: the registry, and the policies resolved against it. */
#ifndef NFTSVC_LOAD_H
#define NFTSVC_LOAD_H

#include "base/message.h"
#include "cli/options.h"
#include "policy/policy.h"
#include "resolve/resolve.h"
#include "state/state.h"
#include "store/store.h"
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
 * @options: --registry is looked at first, then $NFTSVC_REGISTRY, both as
 *	registry_open() has it, then the stored registry, then the built-in one is taken
 * @reg: set to the registry, for svcreg_close()
 * @origin: set to what decided; may be NULL
 *
 * A failure is complained about. A stored registry that is there and cannot be
 * used is a failure: the built-in one would silently mean other ports. See
 * registry_open_stored() for the one exception.
 *
 * Return: STATUS_YES, STATUS_INPUT for a file that is no registry or is not
 * there, or STATUS_SYSTEM for one that cannot be read.
 */
enum status registry_load(const struct options *options, const struct svcreg **reg,
			  enum registry_origin *origin);

/**
 * registry_open - open a registry by name
 * @name: "built-in"; "stored"; "former", the one that a rollback would go to;
 *	"former:DATE", the newest former one whose image's name begins so; or the path
 *	of a file, which needs a slash if it is named like one of those
 * @reg: set to the registry, for svcreg_close()
 *
 * A failure is complained about.
 *
 * Return: as registry_load().
 */
enum status registry_open(const char *name, const struct svcreg **reg);

/**
 * registry_open_stored - open the stored registry
 * @named: the user asked for it by name, so that no other will do
 *
 * In a user namespace in which the owner of the store has no id nobody can tell whose
 * it is. A warning says so, unless it was asked for by name: that is a failure.
 *
 * Return: STATUS_YES; STATUS_NO, but not if it is @named, where the built-in one is to be
 * used; STATUS_INPUT if it is @named and none is stored; or STATUS_SYSTEM.
 */
enum status registry_open_stored(bool named, const struct svcreg **reg);

/**
 * stored_open - open the stored registry of a store
 * @why: filled in where the image is no good
 *
 * Return: 0, or a negative errno value as store_image() and svcreg_open_trusted() give.
 */
int stored_open(const struct store *store, const struct svcreg **reg, struct svcreg_error *why);

/**
 * registry_history - where a registry came from, if it is stored or was
 * @history: zero-initialised; set to what is known of stored images, for history_free()
 *
 * Return: its origin, in @history, or NULL. What keeps the store from being read is
 * complained about, unless registry_open_stored() has warned of it.
 */
const struct origin *registry_history(const struct svcreg *reg, struct history *history);

/**
 * registry_refuse - complain that a file is no registry, or cannot be read
 * @why: what the library says of it
 *
 * Return: status_of_file_error().
 */
enum status registry_refuse(const char *path, int error, const struct svcreg_error *why);

/** registry_warn - warn of the lines that a registry's file was read without, if there are any */
void registry_warn(const char *path, const struct svcreg *reg);

/** refuse_store - complain that a store cannot be used, and why; STATUS_SYSTEM */
enum status refuse_store(const struct store *store, int error);

/** tell_overtaken - warn if the built-in registry is newer than a stored one, as after an upgrade */
void tell_overtaken(const struct svcreg *reg);

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
