/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plans: what apply changes, and what remove deletes. */
#include "plan/plan.h"

#include <errno.h>
#include <string.h>

#include "base/pages.h"

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

static int reserve_changes(struct plan *plan, size_t n)
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

static int add_change(struct plan *plan, struct change change)
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

static int add_finding(struct plan *plan, struct finding finding)
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

/* Applying: the smallest change from the live to the wanted sets. */

/* A wanted set and its live counterpart. */
struct pair {
	const struct table *table;	/* wanted */
	const struct table *live_table; /* the same in the kernel, or NULL */
	const struct set *wanted;
	const struct set *live;
	const struct element *const
		*elements; /* wanted elements, as the live set's backend stores them */
	size_t n;
	bool has_foreign; /* the live set has foreign elements; only with skip_obstacles */
};

static bool has_foreign(const struct set *set)
{
	return set_count_ours(set) < set->n;
}

static bool lacks_chain(const struct table *there, const struct element *element)
{
	const char *chain = element->verdict.chain;

	return chain && !(there && table_has_chain(there, chain));
}

/* Whether the kernel would refuse an element, and the whole batch with it. */
static bool would_be_refused(const struct pair *pair, const struct element *to)
{
	const struct set *live = pair->live;

	if (lacks_chain(pair->live_table, to))
		return true;
	if (!pair->has_foreign || to->catchall)
		return false;
	for (size_t i = 0; i < live->n; i++) {
		const struct element *other = &live->elements[i];

		if (!other->catchall && key_overlaps(&other->key, &to->key) &&
		    !element_is_ours(other))
			return true;
	}
	return false;
}

/* An automatic apply must not re-arm expired elements. */
static bool stays_expired(const struct plan_options *options, const struct element *wanted)
{
	return wanted->ran_out && !options->rearm;
}

static int add_element(struct plan *plan, const struct pair *pair, const struct element *to)
{
	return add_change(plan, (struct change){ .kind = CHANGE_ADD_ELEMENT,
						 .table = pair->table,
						 .set = pair->live ? pair->live : pair->wanted,
						 .to = to });
}

static int delete_element(struct plan *plan, const struct pair *pair, const struct element *from)
{
	return add_change(plan, (struct change){ .kind = CHANGE_DELETE_ELEMENT,
						 .table = pair->table,
						 .set = pair->live,
						 .from = from });
}

/*
 * A new comment or verdict needs a new element. It keeps the counters, and the time left
 * if the timeout is the same.
 */
static int replace_element(struct plan *plan, const struct pair *pair, const struct element *from,
			   const struct element *to)
{
	struct element *copy = arena_alloc(&plan->arena, sizeof(*copy));

	if (!copy)
		return -ENOMEM;
	*copy = *to;
	copy->has_counter = from->has_counter;
	copy->packets = from->packets;
	copy->bytes = from->bytes;
	if (from->timeout == to->timeout)
		copy->expires = from->expires;
	return add_change(plan, (struct change){ .kind = CHANGE_REPLACE_ELEMENT,
						 .table = pair->table,
						 .set = pair->live,
						 .from = from,
						 .to = copy });
}

/* The first wanted element that a foreign one overlaps, or NULL. */
static const struct element *find_overlap(const struct pair *pair, const struct element *foreign)
{
	const struct key *key = &foreign->key;

	if (foreign->catchall)
		return NULL;
	for (unsigned int protocol = key->protocol; protocol <= key->protocol_last; protocol++) {
		size_t low = 0, high = pair->n;

		while (low < high) {
			size_t mid = low + (high - low) / 2;
			const struct key *at = &pair->elements[mid]->key;

			if (at->protocol < protocol ||
			    (at->protocol == protocol && at->last < key->first))
				low = mid + 1;
			else
				high = mid;
		}
		if (low < pair->n && key_overlaps(&pair->elements[low]->key, key))
			return pair->elements[low];
	}
	return NULL;
}

static int compare_foreign(struct plan *plan, const struct plan_options *options,
			   const struct pair *pair, const struct element *foreign,
			   const struct element *same_key)
{
	const struct element *other = same_key ? same_key : find_overlap(pair, foreign);

	if (other && options->adopt)
		return same_key ? replace_element(plan, pair, foreign, same_key)
				: delete_element(plan, pair, foreign);
	plan->refused |= other && !options->skip_obstacles;
	return add_finding(plan,
			   (struct finding){ .kind = other ? FINDING_CONFLICT : FINDING_FOREIGN,
					     .table = pair->table,
					     .set = pair->live,
					     .element = foreign,
					     .other = other });
}

static int compare_element(struct plan *plan, const struct plan_options *options,
			   const struct pair *pair, const struct element *live,
			   const struct element *wanted)
{
	if (!live && (!wanted || stays_expired(options, wanted)))
		return 0;
	/* A saved state can have foreign elements that apply adopted: equal ones are fine. */
	if (live && wanted && element_equal(live, wanted))
		return 0;
	if (wanted && options->skip_obstacles && (!live || element_is_ours(live)) &&
	    would_be_refused(pair, wanted))
		return 0;
	if (!live)
		return add_element(plan, pair, wanted);
	if (!element_is_ours(live))
		return compare_foreign(plan, options, pair, live, wanted);
	return wanted ? replace_element(plan, pair, live, wanted)
		      : delete_element(plan, pair, live);
}

/* Both sides are sorted by key: walk over both at once. */
static int compare_elements(struct plan *plan, const struct plan_options *options,
			    const struct pair *pair)
{
	size_t l = 0, w = 0;
	int err = 0;

	while (!err && (l < pair->live->n || w < pair->n)) {
		const struct element *live = l < pair->live->n ? &pair->live->elements[l] : NULL;
		const struct element *wanted = w < pair->n ? pair->elements[w] : NULL;
		int order = !live ? 1 : !wanted ? -1 : key_compare(&live->key, &wanted->key);

		/* A catch-all has no key: compare it only with another. */
		if (live && wanted && live->catchall != wanted->catchall)
			order = live->catchall ? -1 : 1;
		l += order <= 0;
		w += order >= 0;
		err = compare_element(plan, options, pair, order <= 0 ? live : NULL,
				      order >= 0 ? wanted : NULL);
	}
	return err;
}

static int grow_if_full(struct plan *plan, const struct pair *pair, size_t first_change)
{
	size_t n = pair->live->n;

	for (size_t i = first_change; i < plan->n_changes; i++) {
		n += plan->changes[i].kind == CHANGE_ADD_ELEMENT;
		n -= plan->changes[i].kind == CHANGE_DELETE_ELEMENT;
	}
	if (!pair->live->size || n <= pair->live->size)
		return 0;
	return add_change(plan, (struct change){ .kind = CHANGE_GROW_SET,
						 .table = pair->table,
						 .set = pair->live,
						 .size = set_declared_size(n) });
}

/* Why an existing set cannot hold the wanted elements, or NULL. */
static const char *why_recreate(const struct pair *pair)
{
	const struct set *live = pair->live, *wanted = pair->wanted;

	if (live->unusable)
		return live->unusable;
	if (live->type != wanted->type)
		return wanted->type == SET_PORT ? "is not of type inet_service"
						: "is not of type inet_service . inet_proto";
	if (live->map != wanted->map)
		return live->map ? "is a map, and the policy's is not"
				 : "is no map, and the policy's is one";
	if (live->counter != wanted->counter)
		return live->counter ? "has a counter, and the policy's has none"
				     : "has no counter, and the policy's has one";
	if (!live->timeouts && wanted->timeouts)
		return "has no flag timeout, and the policy's has timeouts";
	return NULL;
}

static int create_set(struct plan *plan, const struct plan_options *options,
		      const struct pair *pair)
{
	int err;

	err = reserve_changes(plan, pair->n + 1);
	if (!err)
		err = add_change(plan, (struct change){ .kind = CHANGE_ADD_SET,
							.table = pair->table,
							.set = pair->wanted });
	for (size_t i = 0; !err && i < pair->n; i++)
		if (!stays_expired(options, pair->elements[i]) &&
		    !(options->skip_obstacles && lacks_chain(pair->live_table, pair->elements[i])))
			err = add_change(plan, (struct change){ .kind = CHANGE_ADD_ELEMENT,
								.table = pair->table,
								.set = pair->wanted,
								.to = pair->elements[i] });
	return err;
}

static int recreate_set(struct plan *plan, const struct plan_options *options,
			const struct pair *pair, const char *why)
{
	bool lossy = has_foreign(pair->live) && !options->adopt;
	int err;

	plan->needs_rules |= !options->rules_known;
	if (!pair->live->ours || pair->live->n_rules || lossy) {
		plan->refused |= !options->skip_obstacles;
		return add_finding(plan, (struct finding){ .kind = FINDING_BLOCKED,
							   .table = pair->table,
							   .set = pair->live,
							   .why = why });
	}
	err = add_change(plan, (struct change){ .kind = CHANGE_DELETE_SET,
						.table = pair->table,
						.set = pair->live });
	return err ? err : create_set(plan, options, pair);
}

/* A jump to a missing chain would fail the whole batch. */
static int check_chains(struct plan *plan, const struct plan_options *options,
			const struct table *live, const struct table *table,
			const struct set *wanted)
{
	int err = 0;

	for (size_t i = 0; !err && i < wanted->n; i++) {
		const struct element *element = &wanted->elements[i];

		if (!lacks_chain(live, element))
			continue;
		plan->refused |= !options->skip_obstacles;
		err = add_finding(plan, (struct finding){ .kind = FINDING_NO_CHAIN,
							  .table = table,
							  .set = wanted,
							  .element = element });
	}
	return err;
}

static int compare_set(struct plan *plan, const struct plan_options *options,
		       const struct table *live_table, const struct table *table,
		       const struct set *wanted)
{
	struct pair pair = { .table = table, .live_table = live_table, .wanted = wanted };
	size_t first_change = plan->n_changes;
	enum backend backend;
	const char *why;
	int err;

	pair.live = live_table ? table_set(live_table, wanted->name) : NULL;
	why = pair.live ? why_recreate(&pair) : NULL;
	backend = pair.live && !why ? pair.live->backend : wanted->backend;
	err = check_chains(plan, options, live_table, table, wanted);
	if (!err)
		err = set_shape(&plan->arena, wanted, backend, &pair.elements, &pair.n);
	if (err)
		return err;

	if (!pair.live)
		return create_set(plan, options, &pair);
	if (why)
		return recreate_set(plan, options, &pair, why);
	pair.has_foreign = options->skip_obstacles && has_foreign(pair.live);
	err = compare_elements(plan, options, &pair);
	return err ? err : grow_if_full(plan, &pair, first_change);
}

static int prune_set(struct plan *plan, const struct plan_options *options,
		     const struct table *table, const struct set *orphan)
{
	const struct pair pair = { .table = table, .live = orphan };
	const size_t others = orphan->n - set_count_ours(orphan);
	int err = 0;

	plan->needs_rules |= orphan->ours && !options->rules_known;
	if (orphan->ours && !orphan->n_rules && !others)
		return add_change(plan, (struct change){ .kind = CHANGE_DELETE_SET,
							 .table = table,
							 .set = orphan });
	for (size_t i = 0; !err && i < orphan->n; i++)
		if (element_is_ours(&orphan->elements[i]))
			err = delete_element(plan, &pair, &orphan->elements[i]);
	if (!err && (orphan->n_rules || (orphan->ours && others)))
		err = add_finding(plan, (struct finding){ .kind = FINDING_HELD,
							  .table = table,
							  .set = orphan,
							  .n = others });
	return err;
}

static int compare_orphans(struct plan *plan, const struct plan_options *options,
			   const struct table *live, const struct table *wanted)
{
	int err = 0;

	for (size_t i = 0; !err && i < live->n; i++) {
		const struct set *set = &live->sets[i];
		size_t n;

		if (table_set(wanted, set->name))
			continue;
		n = set_count_ours(set);
		/* A set of ours that rules held when it was pruned may be free now. */
		if (!n && !(set->ours && options->prune))
			continue;
		err = options->prune ? prune_set(plan, options, wanted, set)
				     : add_finding(plan, (struct finding){ .kind = FINDING_ORPHAN,
									   .table = wanted,
									   .set = set,
									   .n = n });
	}
	return err;
}

int plan_apply(const struct state *live, const struct state *wanted,
	       const struct plan_options *options, struct plan *plan)
{
	int err = 0;

	for (size_t i = 0; !err && i < wanted->n; i++) {
		const struct table *table = &wanted->tables[i];
		const struct table *there = state_table(live, table->family, table->name);

		if (!there)
			err = add_change(
				plan, (struct change){ .kind = CHANGE_ADD_TABLE, .table = table });
		for (size_t j = 0; !err && j < table->n; j++)
			err = compare_set(plan, options, there, table, &table->sets[j]);
		if (!err && there)
			err = compare_orphans(plan, options, there, table);
	}
	return err;
}

/* Removing: delete what apply added, and nothing else. */

static int remove_elements(struct plan *plan, const struct table *table, const struct set *set)
{
	int err = 0;

	for (size_t i = 0; !err && i < set->n; i++) {
		const struct element *element = &set->elements[i];

		if (element_is_ours(element))
			err = add_change(plan, (struct change){ .kind = CHANGE_DELETE_ELEMENT,
								.table = table,
								.set = set,
								.from = element });
		else
			err = add_finding(plan, (struct finding){ .kind = FINDING_FOREIGN,
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
		return add_change(
			plan,
			(struct change){ .kind = CHANGE_DELETE_SET, .table = table, .set = set });
	}
	err = remove_elements(plan, table, set);
	if (!err && set->ours && set->n_rules)
		err = add_finding(
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
	return add_change(plan, (struct change){ .kind = CHANGE_DELETE_TABLE, .table = there });
}

int plan_remove(const struct state *live, const struct state *wanted, struct plan *plan)
{
	int err = 0;

	for (size_t i = 0; !err && i < wanted->n; i++)
		err = plan_remove_table(plan, live, &wanted->tables[i], true);
	return err;
}
