/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that are locked, and that the policy does not write any more. */
#include "base/text.h"
#include "lint/linter.h"
#include "lock/lock.h"

/* Both are sorted by name. */
static void compare(struct linter *l, const struct policy *policy, const char *const *names,
		    size_t n)
{
	const struct lock *lock = policy->lock;
	size_t i = 0;

	for (size_t j = 0; j < lock->n; j++) {
		const struct locked *locked = &lock->names[j];
		struct diag *diag;

		while (i < n && text_compare(names[i], locked->name) < 0)
			i++;
		if (i < n && text_equal(names[i], locked->name))
			continue;
		diag = lint_warn(l, LINT_LOCK_UNUSED, &locked->at,
				 "the policy does not write \"%s\" any more", locked->name);
		diag_hint(l->diags, diag, "\"nftsvc lock --update %s\" takes it out",
			  policy->source->path);
	}
}

void lint_lock_unused(struct linter *l)
{
	const char **names = NULL;
	size_t n = 0;

	for (size_t i = 0; i < l->n && !l->no_memory; i++) {
		const struct policy *policy = &l->policies[i];

		if (!policy->lock)
			continue;
		if (lock_names(&l->work, policy, &names, &n))
			l->no_memory = true;
		else
			compare(l, policy, names, n);
	}
}
