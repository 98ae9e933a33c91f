/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "base/pages.h"
#include "plan/plan.h"

void plan_free(struct plan *plan)
{
	arena_free(&plan->arena);
	*plan = (struct plan){ 0 };
}

bool finding_is_obstacle(const struct finding *finding)
{
	switch (finding->kind) {
	case FINDING_CONFLICT:
	case FINDING_BLOCKED:
	case FINDING_NO_CHAIN:
		return true;
	case FINDING_FOREIGN:
	case FINDING_ORPHAN:
	case FINDING_HELD:
		return false;
	}
	return false;
}

int plan_reserve(struct plan *plan, size_t n)
{
	struct change *changes = arena_reserve(&plan->arena, plan->changes, plan->n_changes,
					       &plan->room_changes, sizeof(*changes),
					       plan->n_changes + n);

	if (!changes)
		return -ENOMEM;
	pages_expect(changes, n * sizeof(*changes));
	plan->changes = changes;
	return 0;
}

int plan_change(struct plan *plan, struct change change)
{
	struct change *changes;

	changes = arena_grow(&plan->arena, plan->changes, plan->n_changes, &plan->room_changes,
			     sizeof(*changes));
	if (!changes)
		return -ENOMEM;
	plan->changes = changes;
	changes[plan->n_changes++] = change;
	return 0;
}

int plan_find(struct plan *plan, struct finding finding)
{
	struct finding *findings;

	findings = arena_grow(&plan->arena, plan->findings, plan->n_findings, &plan->room_findings,
			      sizeof(*findings));
	if (!findings)
		return -ENOMEM;
	plan->findings = findings;
	findings[plan->n_findings++] = finding;
	return 0;
}
