/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Warnings about lines that are valid but probably not meant. Each has a name, by
 * which it can be turned off.
 *
 *	web.policy:4:3: warning: "http-alt" is 3 ports: 591, 8008, 8080 [several-ports]
 *
 * A comment "# nftsvc: allow several-ports" turns it off: behind an entry for its
 * line, on a line of its own for the next.
 */
#ifndef NFTSVC_LINT_H
#define NFTSVC_LINT_H

#include "policy/diag.h"
#include "policy/policy.h"
#include "resolve/resolve.h"
#include "svcreg.h"

enum lint {
	LINT_SEVERAL_PORTS,
	LINT_SERVICE_NUMBER,
	LINT_UNAUTHORIZED_USE,
	LINT_DE_ASSIGNED,
	LINT_OTHER_PORTS,
	LINT_CONTAINED,
	LINT_DUPLICATE,
	LINT_UNUSED,
	LINT_CLEARTEXT,
	LINT_LOCK_UNUSED,
	LINT_COUNT,
};

#define LINT_BIT(lint) (1u << (lint))

/** lint_name - "several-ports" */
const char *lint_name(enum lint lint);

/** Room for the longest name of a lint, and for what may have been meant as one. */
#define LINT_NAME_SIZE 64

/**
 * lints_named - the lints of a list such as "several-ports,unused"
 * @list: names with a comma between them
 * @length: of @list, in bytes
 * @lints: LINT_BIT()s are added, up to a name that is none
 * @unknown: set to that name, cut where it is long
 *
 * Return: false if one of the names is no lint's.
 */
bool lints_named(const char *list, size_t length, unsigned int *lints,
		 char unknown[static LINT_NAME_SIZE]);

/** lint_near - a lint's name like a text that is none, or NULL */
const char *lint_near(const char *text);

/**
 * Where other programs write down what names mean to them. What is not there says nothing;
 * what is there and cannot be read is warned of.
 */
struct lint_places {
	const char *services; /* a services(5) file, as svcreg_open() reads it */
	const char *const
		*firewalld; /* folders up to a NULL; the first that has a service counts */
};

/**
 * policies_lint - warn of what policies without errors probably do not mean
 * @reg: the registry that they were resolved against
 * @policies: as policies_resolve() took them
 * @n: how many
 * @resolved: what policies_resolve() made of them
 * @allowed: LINT_BIT()s of those that are off
 * @places: NULL: nothing of others is read
 * @diags: warnings are added, and an error for each comment that allows what is no lint
 *
 * Return: 0 or -ENOMEM.
 */
int policies_lint(const struct svcreg *reg, const struct policy *policies, size_t n,
		  const struct resolved *resolved, unsigned int allowed,
		  const struct lint_places *places, struct diags *diags);

#endif
