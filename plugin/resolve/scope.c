/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that a policy defines, and groups that contain themselves. */
#include <errno.h>
#include <stdlib.h>

#include "base/text.h"
#include "resolve/resolver.h"

/* Maximum number of groups of a cycle that are named. */
#define CYCLE_SHOWN 20

static int compare_names(const void *a, const void *b)
{
	const struct local_name *x = a, *y = b;
	int order = text_compare(x->name, y->name);

	if (!order && x->at->source->order != y->at->source->order)
		return x->at->source->order < y->at->source->order ? -1 : 1;
	if (order)
		return order;
	return x->at->offset < y->at->offset ? -1 : x->at->offset > y->at->offset;
}

static int compare_name(const void *key, const void *item)
{
	return text_compare(key, ((const struct local_name *)item)->name);
}

const struct local_name *scope_find(const struct scope *scope, const char *name)
{
	if (!scope->n_names)
		return NULL;
	return bsearch(name, scope->names, scope->n_names, sizeof(*scope->names), compare_name);
}

static void check_service(struct resolver *r, const struct policy_service *service)
{
	struct svcreg_iter rows;
	bool registered = svcreg_find(r->reg, service->name, &rows) == 0;
	struct diag *diag;

	if (registered && !service->override) {
		diag = diag_add(r->diags, DIAG_ERROR, &service->at,
				"\"%s\" is a registered service", service->name);
		diag_hint(r->diags, diag,
			  "choose another name, or write \"override\" after it to use these ports "
			  "instead of the registered ones");
	} else if (!registered && service->override) {
		diag = diag_add(r->diags, DIAG_WARNING, &service->at,
				"no service named \"%s\" is registered", service->name);
		diag_hint(r->diags, diag, "remove \"override\": there is nothing to override");
	}
}

/* A registered name without ports cannot be opened, so a group may have it. */
static void check_group(struct resolver *r, const struct policy_group *group)
{
	struct registered found;
	struct diag *diag;

	if (!find_registered(r, group->name, &found) || !(found.transports || found.any_transport))
		return;
	diag = diag_add(r->diags, DIAG_ERROR, &group->at, "\"%s\" is a registered service",
			group->name);
	diag_hint(r->diags, diag, "choose another name for the group");
}

/* Report duplicates, and keep the first definition. */
static void drop_repeated(struct resolver *r, struct scope *scope)
{
	size_t n = 0;

	for (size_t i = 0; i < scope->n_names; i++) {
		struct local_name *name = &scope->names[i];
		struct local_name *first = n ? &scope->names[n - 1] : NULL;
		struct diag *diag;

		if (!first || !text_equal(first->name, name->name)) {
			scope->names[n++] = *name;
			continue;
		}
		diag = diag_add(r->diags, DIAG_ERROR, name->at, "\"%s\" is defined twice",
				name->name);
		diag_hint(r->diags, diag,
			  "a service and a group cannot have the same name; case is ignored");
		diag_other(r->diags, diag, first->at, "first defined here");
	}
	scope->n_names = n;
}

static int add_node(struct resolver *r, struct group_node *node, const struct policy_group *group)
{
	node->group = group;
	node->reported = arena_alloc(&r->work, group->n * sizeof(*node->reported));
	node->cyclic = arena_alloc(&r->work, group->n * sizeof(*node->cyclic));
	return node->reported && node->cyclic ? 0 : -ENOMEM;
}

int scope_build(struct resolver *r, const struct policy *policy, struct scope *scope)
{
	size_t total = policy->n_services + policy->n_groups;

	scope->policy = policy;
	scope->names = arena_alloc(&r->work, total * sizeof(*scope->names));
	scope->nodes = arena_alloc(&r->work, policy->n_groups * sizeof(*scope->nodes));
	if (!scope->names || !scope->nodes)
		return -ENOMEM;
	for (size_t i = 0; i < policy->n_services; i++) {
		const struct policy_service *service = &policy->services[i];

		check_service(r, service);
		scope->names[scope->n_names++] = (struct local_name){
			.name = service->name,
			.service = service,
			.at = &service->at,
		};
	}
	for (size_t i = 0; i < policy->n_groups; i++) {
		const struct policy_group *group = &policy->groups[i];

		check_group(r, group);
		if (add_node(r, &scope->nodes[i], group))
			return -ENOMEM;
		scope->names[scope->n_names++] = (struct local_name){
			.name = group->name,
			.node = &scope->nodes[i],
			.at = &group->at,
		};
	}
	if (total)
		qsort(scope->names, total, sizeof(*scope->names), compare_names);
	drop_repeated(r, scope);
	return 0;
}

/* The path of nested groups to the current one. */
struct path {
	struct step {
		struct group_node *node;
		size_t next; /* member to look at */
	} * steps;
	size_t n;
	/* For each node of the scope: 0 not visited, 1 on the path, 2 done. */
	unsigned char *seen;
};

/* "a -> b -> a" */
static void cycle_text(const struct path *path, size_t from, struct hint *hint)
{
	size_t end = path->n;

	if (end - from > CYCLE_SHOWN)
		end = from + CYCLE_SHOWN;
	for (size_t i = from; i < end; i++)
		hint_add(hint, " -> ", "%s", path->steps[i].node->group->name);
	if (end < path->n)
		hint_add(hint, " -> ", "(%zu more)", path->n - end);
	hint_add(hint, " -> ", "%s", path->steps[from].node->group->name);
}

static void report_cycle(struct resolver *r, const struct path *path,
			 const struct group_node *target, const struct policy_entry *entry)
{
	size_t from = path->n - 1;
	struct hint hint = { .length = 0 };
	struct diag *diag;

	while (path->steps[from].node != target)
		from--;
	diag = diag_add(r->diags, DIAG_ERROR, &entry->at, "group \"%s\" contains itself",
			target->group->name);
	cycle_text(path, from, &hint);
	diag_hint(r->diags, diag, "%s: remove one of these steps", hint.text);
	diag_other(r->diags, diag, &target->group->at, "the group begins here");
}

static void walk_from(struct resolver *r, struct scope *scope, struct path *path,
		      struct group_node *start)
{
	path->steps[0] = (struct step){ .node = start };
	path->n = 1;
	path->seen[start - scope->nodes] = 1;
	while (path->n) {
		struct step *step = &path->steps[path->n - 1];
		const struct policy_group *group = step->node->group;
		const struct local_name *name;
		size_t member = step->next++;

		if (member == group->n) {
			path->seen[step->node - scope->nodes] = 2;
			path->n--;
			continue;
		}
		name = scope_find(scope, group->entries[member].name);
		if (!name || !name->node || path->seen[name->node - scope->nodes] == 2)
			continue;
		if (path->seen[name->node - scope->nodes] == 1) {
			step->node->cyclic[member] = true;
			report_cycle(r, path, name->node, &group->entries[member]);
			continue;
		}
		path->seen[name->node - scope->nodes] = 1;
		path->steps[path->n++] = (struct step){ .node = name->node };
	}
}

int scope_check_cycles(struct resolver *r, struct scope *scope)
{
	size_t n = scope->policy->n_groups;
	struct path path = {
		.steps = arena_alloc(&r->work, n * sizeof(*path.steps)),
		.seen = arena_alloc(&r->work, n),
	};

	if (!path.steps || !path.seen)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (!path.seen[i])
			walk_from(r, scope, &path, &scope->nodes[i]);
	}
	return 0;
}
