/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/snapshot.h"

#include <errno.h>

#include "apply/state_json.h"

/* The table of @state named like @like; @ours holds if it has to be added. */
static struct table *need_table(struct state *state, const struct table *like, bool ours)
{
	const size_t n = state->n;
	struct table *table = state_ensure_table(state, like);

	if (table && state->n > n)
		table->ours = ours;
	return table;
}

/* Foreign elements are kept only if all of the set goes. */
static int copy_set(struct state *state, const struct table *like, const struct set *from, bool all)
{
	struct table *table = need_table(state, like, like->ours);
	struct set *to = table ? state_copy_set(state, table, from) : NULL;
	int err = 0;

	if (!to)
		return -ENOMEM;
	for (size_t i = 0; !err && i < from->n; i++)
		if (all || element_is_ours(&from->elements[i]))
			err = set_copy_element(state, to, &from->elements[i]);
	return err;
}

static int take_set(struct snapshot *snapshot, const struct change *change,
		    const struct table *live)
{
	const struct set *was = live ? table_set(live, change->set->name) : NULL;
	struct table *table;

	/* Of a set of another type nothing is known, and nothing of it is changed. */
	if (was && !set_type_is_ours(was->type))
		return 0;
	if (was)
		return copy_set(&snapshot->former, live, was, change->kind == CHANGE_DELETE_SET);
	table = need_table(&snapshot->made, change->table, !live);
	return table && table_add_set(&snapshot->made, table, change->set->name) ? 0 : -ENOMEM;
}

static int take_change(struct snapshot *snapshot, const struct change *change,
		       const struct state *live)
{
	const struct table *there = state_table(live, change->table->family, change->table->name);

	if (change->set)
		return take_set(snapshot, change, there);
	/* A table that goes without a set of it having gone before. */
	if (there)
		return need_table(&snapshot->former, there, there->ours) ? 0 : -ENOMEM;
	return need_table(&snapshot->made, change->table, true) ? 0 : -ENOMEM;
}

/* Foreign elements that we take ownership of are restored too. */
static int take_foreign(struct snapshot *snapshot, const struct plan *plan)
{
	int err = 0;

	for (size_t i = 0; !err && i < plan->n_changes; i++) {
		const struct change *change = &plan->changes[i];
		const struct element *from = change->from;
		struct set *set;

		if (!from || !change->set || element_is_ours(from))
			continue;
		set = state_find_set(&snapshot->former, change->table->family, change->table->name,
				     change->set->name);
		if (set)
			err = set_copy_element(&snapshot->former, set, from);
		if (!err && set)
			err = set_sort(set);
	}
	return err;
}

int snapshot_take(const struct plan *plan, const struct state *live, struct snapshot *snapshot)
{
	const bool first = !snapshot->former.n && !snapshot->made.n;
	const struct set *last = NULL;
	int err = 0;

	for (size_t i = 0; !err && i < plan->n_changes; i++) {
		const struct change *change = &plan->changes[i];

		/* There can be thousands of changes to one set. */
		if (change->set && change->set == last)
			continue;
		last = change->set;
		if (last && (state_find_set(&snapshot->former, change->table->family,
					    change->table->name, last->name) ||
			     state_find_set(&snapshot->made, change->table->family,
					    change->table->name, last->name)))
			continue;
		err = take_change(snapshot, change, live);
	}
	return err || !first ? err : take_foreign(snapshot, plan);
}

void snapshot_put(struct writer *writer, const struct snapshot *snapshot)
{
	writer_put(writer, "{\"taken\":");
	writer_number(writer, snapshot->taken);
	writer_put(writer, ",\"former\":");
	state_json_put(writer, &snapshot->former);
	writer_put(writer, ",\"made\":");
	state_json_put(writer, &snapshot->made);
	writer_put(writer, "}");
}

int snapshot_get(const json_t *json, struct snapshot *snapshot)
{
	int err = json_object_size(json) == 3 ? 0 : -EINVAL;

	if (!err)
		err = json_get_number(json_object_get(json, "taken"), INT64_MAX, &snapshot->taken);
	if (!err)
		err = state_json_get(json_object_get(json, "former"), &snapshot->former);
	return err ? err : state_json_get(json_object_get(json, "made"), &snapshot->made);
}

static int add_names(const struct state *from, struct state *names)
{
	for (size_t i = 0; i < from->n; i++) {
		struct table *table = state_ensure_table(names, &from->tables[i]);

		for (size_t j = 0; table && j < from->tables[i].n; j++) {
			const struct set *set = &from->tables[i].sets[j];
			struct set *name = table_add_set(names, table, set->name);

			if (!name)
				return -ENOMEM;
			name->map = set->map;
		}
		if (!table)
			return -ENOMEM;
	}
	return 0;
}

int snapshot_names(const struct snapshot *snapshot, struct state *names)
{
	int err = add_names(&snapshot->former, names);

	return err ? err : add_names(&snapshot->made, names);
}

void snapshot_free(struct snapshot *snapshot)
{
	state_free(&snapshot->former);
	state_free(&snapshot->made);
	*snapshot = (struct snapshot){ 0 };
}

/* Drop what would have expired by now, and shorten the rest. */
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
