/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/policy.h"

static uint32_t earliest(const struct policy *policy, const struct entry *entries, size_t n,
			 uint32_t found)
{
	for (size_t i = 0; i < n; i++) {
		const uint32_t last = entries[i].expires;

		if (last && last >= policy->today && (!found || last < found))
			found = last;
	}
	return found;
}

uint32_t policy_last_day(const struct policy *policy)
{
	uint32_t found = 0;

	for (size_t i = 0; i < policy->n_groups; i++)
		found = earliest(policy, policy->groups[i].entries, policy->groups[i].n, found);
	for (size_t i = 0; i < policy->n_tables; i++) {
		const struct policy_table *table = &policy->tables[i];

		for (size_t j = 0; j < table->n; j++)
			found = earliest(policy, table->sets[j].entries, table->sets[j].n, found);
	}
	return found;
}
