/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Store a registry from outside: shared by update and import. */
#ifndef NFTSVC_ACCEPT_H
#define NFTSVC_ACCEPT_H

#include "base/message.h"
#include "cli/options.h"
#include "registry/store.h"

/** A registry that lacks more than one in so many named ports is suspicious. */
#define LOST_SHARE 10

/**
 * Names of the stored registry may gain so many ports at once, counted for each transport: one
 * name, and all together besides one in GAINED_SHARE of its named ports. IANA gives a name
 * that exists another port a few times a year.
 */
#define GAINED_MAX 16
#define GAINED_SHARE 100

/** The locked store, its history and the registry in it. */
struct update {
	struct store store;
	struct history history;
	const struct svcreg *stored; /* NULL: none, or it is damaged */
};

/**
 * update_begin - open and lock the store
 * @update: set to it, for update_end(), also on failure
 *
 * Return: STATUS_YES or STATUS_SYSTEM, which is complained about.
 */
enum status update_begin(struct update *update);

void update_end(struct update *update);

/** update_origin - origin of the stored registry, NULL if unknown */
const struct origin *update_origin(const struct update *update);

/**
 * accept_registry - store a registry unless it is suspicious, and print what changes
 * @options: --force stores a suspicious one too
 * @reg: the registry
 * @origin: where it came from
 *
 * Suspicious is one that is older than the stored registry (than the built-in one where
 * none is stored) or has no date, one that lacks more than one in LOST_SHARE of its named
 * ports or contacts, one that says nothing but records where that one does, one under which
 * names would open many more ports (see GAINED_MAX) or the port of another name, and
 * one that a rollback went behind. If what is stored then is older than the built-in one,
 * a warning says so.
 *
 * Return: STATUS_YES, STATUS_NO for a suspicious one, or STATUS_SYSTEM; both complained
 * about.
 */
enum status accept_registry(const struct options *options, struct update *update,
			    const struct svcreg *reg, const struct origin *origin);

/**
 * rollback_registry - store the former registry again, and print what that changes
 *
 * After the first one that was stored comes the built-in one: then none is stored any more.
 *
 * Return: STATUS_YES, STATUS_NO if none is stored, or STATUS_SYSTEM; both complained
 * about.
 */
enum status rollback_registry(const struct options *options, struct update *update);

#endif
