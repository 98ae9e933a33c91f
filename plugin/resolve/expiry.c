/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries that are open up to a day. */
#include <stdio.h>

#include "policy/date.h"
#include "resolve/resolver.h"

/* So many days before the last one it is told that it comes. */
#define DAYS_AHEAD 30

bool has_expired(const struct policy *policy, const struct entry *entry)
{
	return entry->expires && entry->expires < policy->today;
}

static const char *days_left(uint32_t days, char text[static 32])
{
	if (days == 0)
		return "today";
	if (days == 1)
		return "tomorrow";
	snprintf(text, 32, "in %u days", (unsigned int)days);
	return text;
}

static void warn_of_entries(struct resolver *r, const struct policy *policy,
			    const struct entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct entry *entry = &entries[i];
		const struct location *at = &entry->expires_at;
		struct diag *diag;
		char left[32];

		if (has_expired(policy, entry)) {
			diag = diag_add(r->diags, DIAG_WARNING, at,
					"\"%s\" is left out: its last day is over", entry->name);
			diag_hint(r->diags, diag, "delete the entry, or write a later day");
		} else if (entry->expires && entry->expires - policy->today <= DAYS_AHEAD) {
			diag = diag_add(r->diags, DIAG_WARNING, at, "\"%s\" expires %s",
					entry->name,
					days_left(entry->expires - policy->today, left));
			diag_hint(r->diags, diag, "from the day after %.*s it is left out",
				  DATE_LENGTH, at->source->text + at->offset);
		}
	}
}

void warn_of_expiry(struct resolver *r, const struct policy *policy)
{
	for (size_t i = 0; i < policy->n_groups; i++)
		warn_of_entries(r, policy, policy->groups[i].entries, policy->groups[i].n);
	for (size_t i = 0; i < policy->n_tables; i++) {
		const struct policy_table *table = &policy->tables[i];

		for (size_t j = 0; j < table->n; j++)
			warn_of_entries(r, policy, table->sets[j].entries, table->sets[j].n);
	}
}
