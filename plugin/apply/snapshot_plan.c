/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way back: what was made goes, what was there comes again. */
#include <errno.h>

#include "apply/snapshot.h"

/* What would have run out by now does not come back, and the rest with less time. */
static void let_time_pass(struct state *former, uint64_t passed)
{
	for (size_t i = 0; i < former->n; i++) {
		for (size_t j = 0; j < former->tables[i].n; j++) {
			struct set *set = &former->tables[i].sets[j];
			size_t kept = 0;

			for (size_t k = 0; k < set->n; k++) {
				struct element *element = &set->elements[k];

				if (element->timeout && element->expires <= passed)
					continue;
				if (element->timeout)
					element->expires -= passed;
				set->elements[kept++] = *element;
			}
			set->n = kept;
		}
	}
}

static int remove_made(const struct state *made, const struct state *live, struct plan *plan)
{
	int err = 0;

	for (size_t i = 0; !err && i < made->n; i++)
		err = plan_remove_table(plan, live, &made->tables[i], made->tables[i].ours);
	return err;
}

int snapshot_plan(struct snapshot *snapshot, const struct state *live, uint64_t now,
		  struct plan *plan)
{
	const struct plan_options options = { .rules_known = true, .skip_obstacles = true };
	int err;

	if (now > snapshot->taken) {
		let_time_pass(&snapshot->former, now - snapshot->taken);
		snapshot->taken = now;
	}
	err = remove_made(&snapshot->made, live, plan);
	return err ? err : plan_apply(live, &snapshot->former, &options, plan);
}
