/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lints among themselves.
 *
 *	lint.c            the table of lints, and comments that turn them off
 *	registered.c      what the registry says about names that are opened
 *	service_number.c  numbers in service definitions
 *	unused.c          lines that do nothing
 *	cleartext.c       services that have an encrypted variant
 *	other_ports.c     names that mean other ports to other programs
 *	elsewhere.c       reads the files of other programs
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

/** linter_warned - whether a lint was reported at a place already; only the latest are remembered */
bool linter_warned(const struct linter *l, enum lint lint, const struct location *at);

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
