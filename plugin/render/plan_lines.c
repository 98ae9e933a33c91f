/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/plan_lines.h"

#include <errno.h>
#include <string.h>

bool change_is_element(const struct change *change)
{
	return change->from || change->to;
}

static bool same_owners(const struct element *a, const struct element *b)
{
	if (!a || !b)
		return a == b;
	return !strcmp(element_owners(a), element_owners(b));
}

static bool continues(const struct plan_line *line, const struct change *change)
{
	const struct element *element = change->to ? change->to : change->from;

	return change->kind == line->change->kind && change->set == line->change->set &&
	       change_is_element(change) && element->key.protocol == line->element.key.protocol &&
	       element->key.protocol_last == line->element.key.protocol_last &&
	       element->key.first == line->element.key.last + 1 &&
	       same_owners(change->from, line->change->from) &&
	       same_owners(change->to, line->change->to);
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
