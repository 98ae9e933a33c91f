/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/plan_lines.h"

#include <errno.h>
#include <string.h>

bool change_is_element(const struct change *change)
{
	return change->from || change->to;
}

/* All that a line says of them but their ports. */
static bool same_but_ports(const struct element *a, const struct element *b)
{
	if (!a || !b)
		return a == b;
	return element_is_ours(a) == element_is_ours(b) &&
	       !strcmp(element_owners(a), element_owners(b)) &&
	       verdict_equal(&a->verdict, &b->verdict) && a->timeout == b->timeout &&
	       a->ran_out == b->ran_out;
}

static bool continues(const struct plan_line *line, const struct change *change)
{
	const struct element *element = change->to ? change->to : change->from;

	return change->kind == line->change->kind && change->set == line->change->set &&
	       change_is_element(change) && element->key.protocol == line->element.key.protocol &&
	       element->key.protocol_last == line->element.key.protocol_last &&
	       element->key.first == line->element.key.last + 1 &&
	       same_but_ports(change->from, line->change->from) &&
	       same_but_ports(change->to, line->change->to);
}

int plan_lines(struct plan *plan, struct plan_line **lines, size_t *n)
{
	struct plan_line *list = NULL;
	size_t count = 0, room = 0;

	for (size_t i = 0; i < plan->n_changes; i++) {
		const struct change *change = &plan->changes[i];
		const struct element *element = change->to ? change->to : change->from;

		if (change->kind == CHANGE_GROW_SET)
			continue;
		if (count && continues(&list[count - 1], change)) {
			list[count - 1].element.key.last = element->key.last;
			continue;
		}
		list = arena_grow(&plan->arena, list, count, &room, sizeof(*list));
		if (!list)
			return -ENOMEM;
		list[count] = (struct plan_line){ .change = change };
		if (element)
			list[count].element = *element;
		count++;
	}
	*lines = list;
	*n = count;
	return 0;
}
