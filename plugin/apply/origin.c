/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/origin.h"

#include <errno.h>

#include "apply/record.h"

static bool has_orphans(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_findings; i++)
		if (plan->findings[i].kind == FINDING_ORPHAN)
			return true;
	return false;
}

int origin_note(struct plan *plan)
{
	struct record record = { 0 };
	int err = 0;

	if (!has_orphans(plan))
		return 0;
	/* Whoever cannot read it may still know what there is. */
	if (record_read(&record) == -ENOMEM)
		return -ENOMEM;
	for (size_t i = 0; !err && i < plan->n_findings; i++) {
		struct finding *finding = &plan->findings[i];
		const struct applied *applied;

		if (finding->kind != FINDING_ORPHAN)
			continue;
		applied = record_find(&record, finding->table->family, finding->table->name,
				      finding->set->name);
		if (!applied || !applied->n_policies)
			continue;
		finding->from = applied_policies(&plan->arena, applied, ", ");
		err = finding->from ? 0 : -ENOMEM;
	}
	record_free(&record);
	return err;
}
