/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plan in lines that grep and people can read:
 *
 *	+ inet filter web-in 443/tcp https
 *	~ inet filter web-in 80/tcp http -> http+www timeout 8h
 *	+ inet filter admin-in 22/tcp ssh timeout 8h (ran out)
 *	- inet filter verdicts 23/tcp drop telnet
 *	! inet filter web-in: 22/tcp is not ours and stays
 */
#include "render/plan_lines.h"

#include <errno.h>
#include <string.h>

#include "base/printable.h"
#include "render/duration.h"

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

static char sign(enum change_kind kind)
{
	switch (kind) {
	case CHANGE_ADD_TABLE:
	case CHANGE_ADD_SET:
	case CHANGE_ADD_ELEMENT:
		return '+';
	case CHANGE_DELETE_TABLE:
	case CHANGE_DELETE_SET:
	case CHANGE_DELETE_ELEMENT:
		return '-';
	case CHANGE_GROW_SET:
	case CHANGE_REPLACE_ELEMENT:
		return '~';
	}
	return ' ';
}

static void put(FILE *out, const char *before, const char *text)
{
	fputs(before, out);
	printable_print(text, out);
}

/* In the order that a policy has them in: accept ssh timeout 8h. */
static void print_side(const struct element *element, FILE *out)
{
	char timeout[DURATION_SIZE];

	if (element->verdict.kind != VERDICT_NONE)
		fprintf(out, " %s", verdict_name(element->verdict.kind));
	if (element->verdict.chain)
		put(out, " ", element->verdict.chain);
	if (element_is_ours(element))
		put(out, " ", element_owners(element));
	else
		fputs(" (not ours)", out);
	if (element->timeout)
		fprintf(out, " timeout %s", duration_text(element->timeout, timeout));
	if (element->ran_out)
		fputs(" (ran out)", out);
}

static void print_sides(const struct change *change, FILE *out)
{
	if (change->from)
		print_side(change->from, out);
	if (change->from && change->to)
		fputs(" ->", out);
	if (change->to)
		print_side(change->to, out);
}

static void print_line(const struct plan_line *line, FILE *out)
{
	const struct change *change = line->change;
	char key[KEY_TEXT_SIZE];

	fprintf(out, "%c %s", sign(change->kind), family_name(change->table->family));
	put(out, " ", change->table->name);
	if (change->set)
		put(out, " ", change->set->name);
	if (change_is_element(change)) {
		put(out, " ", key_text(&line->element, key));
		print_sides(change, out);
	}
	fputc('\n', out);
}

int render_plan_changes(struct plan *plan, FILE *out)
{
	struct plan_line *lines = NULL;
	size_t n = 0;
	int err;

	err = plan_lines(plan, &lines, &n);
	for (size_t i = 0; !err && i < n; i++)
		print_line(&lines[i], out);
	return err;
}

int render_plan_findings(struct plan *plan, FILE *out)
{
	for (size_t i = 0; i < plan->n_findings; i++) {
		const char *text = finding_text(&plan->arena, &plan->findings[i]);

		if (!text)
			return -ENOMEM;
		put(out, "! ", text);
		fputc('\n', out);
	}
	return 0;
}

int render_plan_text(struct plan *plan, FILE *out)
{
	int err = render_plan_changes(plan, out);

	return err ? err : render_plan_findings(plan, out);
}
