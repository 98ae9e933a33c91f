/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What takes away all that apply made, and nothing else. */
#include <errno.h>

#include "plan/plan.h"

static int remove_elements(struct plan *plan, const struct table *table, const struct set *set)
{
	int err = 0;

	for (size_t i = 0; !err && i < set->n; i++) {
		const struct element *element = &set->elements[i];

		if (element_is_ours(element))
			err = plan_change(plan, (struct change){ .kind = CHANGE_DELETE_ELEMENT,
								 .table = table,
								 .set = set,
								 .from = element });
		else
			err = plan_find(plan, (struct finding){ .kind = FINDING_FOREIGN,
								.table = table,
								.set = set,
								.element = element });
	}
	return err;
}

static int remove_set(struct plan *plan, const struct table *table, const struct set *set,
		      uint32_t *deleted)
{
	int err;

	if (set->ours && !set->n_rules && set_count_ours(set) == set->n) {
		(*deleted)++;
		return plan_change(
			plan,
			(struct change){ .kind = CHANGE_DELETE_SET, .table = table, .set = set });
	}
	err = remove_elements(plan, table, set);
	if (!err && set->ours && set->n_rules)
		err = plan_find(
			plan, (struct finding){ .kind = FINDING_HELD, .table = table, .set = set });
	return err;
}

int plan_remove_table(struct plan *plan, const struct state *live, const struct table *table,
		      bool with_table)
{
	const struct table *there = state_table(live, table->family, table->name);
	uint32_t deleted = 0;
	int err = 0;

	if (!there)
		return 0;
	for (size_t i = 0; !err && i < table->n; i++) {
		const struct set *set = table_set(there, table->sets[i].name);

		if (set)
			err = remove_set(plan, there, set, &deleted);
	}
	if (err || !with_table || !there->ours || there->use != deleted)
		return err;
	return plan_change(plan, (struct change){ .kind = CHANGE_DELETE_TABLE, .table = there });
}

int plan_remove(const struct state *live, const struct state *wanted, struct plan *plan)
{
	int err = 0;

	for (size_t i = 0; !err && i < wanted->n; i++)
		err = plan_remove_table(plan, live, &wanted->tables[i], true);
	return err;
}
