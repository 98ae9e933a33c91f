/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lint/lint.h"

#include <errno.h>
#include <stdarg.h>

#include "lint/linter.h"

struct diag *lint_warn(struct linter *l, enum lint lint, const struct location *at, const char *fmt,
		       ...)
{
	struct diag *diag;
	va_list ap;

	if (linter_allows(l, lint, at))
		return NULL;
	va_start(ap, fmt);
	diag = diag_vadd(l->diags, DIAG_WARNING, at, fmt, ap);
	va_end(ap);
	if (diag)
		diag->lint = lint_name(lint);
	return diag;
}

bool linter_warned(const struct linter *l, enum lint lint, const struct location *at)
{
	const struct diags *diags = l->diags;

	for (size_t i = diags->n; i-- > 0;) {
		if (diags->list[i].lint == lint_name(lint) &&
		    diags->list[i].at.source == at->source &&
		    diags->list[i].at.offset == at->offset)
			return true;
	}
	return false;
}

static const struct {
	void (*look)(struct linter *l);
} lints[] = {
	{ lint_service_numbers }, { lint_registered }, { lint_duplicates },  { lint_contained },
	{ lint_unused },	  { lint_cleartext },  { lint_lock_unused }, { lint_other_ports },
};

int policies_lint(const struct svcreg *reg, const struct policy *policies, size_t n,
		  const struct resolved *resolved, unsigned int allowed,
		  const struct lint_places *places, struct diags *diags)
{
	struct linter l = {
		.reg = reg,
		.policies = policies,
		.n = n,
		.resolved = resolved,
		.diags = diags,
		.allowed = allowed,
		.places = places,
	};

	linter_read_allowances(&l);
	for (size_t i = 0; i < sizeof(lints) / sizeof(*lints) && !l.no_memory; i++)
		lints[i].look(&l);
	arena_free(&l.work);
	return l.no_memory || diags->no_memory ? -ENOMEM : 0;
}
