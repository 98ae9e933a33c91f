/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the lints among themselves.
 *
 *	lint.c            all of them, one after the other
 *	name.c            what they are called
 *	allow.c           comments that turn them off
 *	service_number.c  numbers in service definitions
 *	registered.c      what the registry says of names that are opened
 *	taken_back.c      names whose ports were taken back
 *	duplicate.c       entries that are written twice
 *	contained.c       entries that others make needless
 *	unused.c          definitions without a use
 *	cleartext.c       services with an encrypted sister
 *	lock_unused.c     locked names that are not written any more
 *	other_ports.c     names that mean other ports to other programs
 */
#ifndef NFTSVC_LINTER_H
#define NFTSVC_LINTER_H

#include "base/arena.h"
#include "lint/lint.h"

/** A line on which lints are off. */
struct allowance {
	const struct source *source;
	uint32_t line;
	unsigned int lints; /* LINT_BIT()s */
};

struct linter {
	const struct svcreg *reg;
	const struct policy *policies;
	size_t n;
	struct diags *diags;
	unsigned int allowed;
	const struct lint_places *places;
	struct arena work;	      /* as long as the linter */
	struct allowance *allowances; /* by the order of sources, then by line */
	size_t n_allowances;
	size_t room_allowances;
	const struct resolved *resolved;
	bool no_memory;
};

/**
 * lint_warn - warn, where that lint is not turned off
 *
 * Return: the report, for diag_hint() and diag_other(), which take NULL.
 */
__attribute__((format(printf, 4, 5))) struct diag *lint_warn(struct linter *l, enum lint lint,
							     const struct location *at,
							     const char *fmt, ...);

/** linter_read_allowances - look through the comments of all policies */
void linter_read_allowances(struct linter *l);

/** linter_allows - whether a lint is off at a place */
bool linter_allows(const struct linter *l, enum lint lint, const struct location *at);

/** linter_warned - whether a lint was told at a place already; only the latest are remembered */
bool linter_warned(const struct linter *l, enum lint lint, const struct location *at);

/** first_entries - for each entry the first that says the same, itself or another; NULL without memory */
const struct policy_entry **first_entries(struct linter *l, const struct policy_entry *entries,
					  size_t n);

/* Each looks for one kind of thing; without memory they set linter.no_memory. */
void lint_service_numbers(struct linter *l);
void lint_registered(struct linter *l);
void lint_duplicates(struct linter *l);
void lint_contained(struct linter *l);
void lint_unused(struct linter *l);
void lint_cleartext(struct linter *l);
void lint_lock_unused(struct linter *l);
void lint_other_ports(struct linter *l);

#endif
