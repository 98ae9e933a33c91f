/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "written_plan.h"

struct element *write_element(struct state *state, struct set *set, const char *text)
{
	struct element *element = set_add_element(state, set);
	unsigned int first, last;
	char proto[8], owner[32];
	int fields;

	fields = sscanf(text, "%u-%u/%7s %31s", &first, &last, proto, owner);
	if (fields < 3) {
		fields = sscanf(text, "%u/%7s %31s", &first, proto, owner) + 1;
		last = first;
	}
	assert_true(fields >= 3);
	element->key.first = (uint16_t)first;
	element->key.last = (uint16_t)last;
	element->key.protocol = strcmp(proto, "tcp") ? 17 : 6;
	element->key.protocol_last = element->key.protocol;
	if (fields == 4)
		element->comment = arena_printf(&state->arena, COMMENT_PREFIX "%s", owner);
	return element;
}

struct set *write_set(struct state *state, const char *const *elements)
{
	struct table *table = state_add_table(state, INET, "filter");
	struct set *set = table_add_set(state, table, "web");

	for (; *elements; elements++)
		write_element(state, set, *elements);
	set_sort(set);
	set->ours = true;
	return set;
}

static void describe(const struct plan *plan, char *text, size_t size)
{
	static const char *const kinds[] = {
		"+table", "+set", "^", "+", "-", "~", "-set", "-table"
	};
	static const char *const findings[] = { "foreign", "conflict", "orphan",
						"blocked", "held",     "no-chain" };
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < plan->n_changes; i++) {
		const struct change *change = &plan->changes[i];
		const struct element *element = change->to ? change->to : change->from;
		char key[KEY_TEXT_SIZE] = "";

		if (change->kind == CHANGE_GROW_SET)
			snprintf(key, sizeof(key), "%u", change->size);
		len += (size_t)snprintf(text + len, size - len, "%s%s%s", len ? " " : "",
					kinds[change->kind],
					element ? key_text(element, key) : key);
	}
	for (size_t i = 0; i < plan->n_findings; i++) {
		const struct finding *finding = &plan->findings[i];
		char key[KEY_TEXT_SIZE];

		len += (size_t)snprintf(
			text + len, size - len, "%s!%s:%s", len ? " " : "", findings[finding->kind],
			finding->element ? key_text(finding->element, key) : finding->set->name);
	}
}

const char *read_apply(struct fixture *f)
{
	plan_free(&f->plan);
	assert_int_equal(plan_apply(&f->live, &f->wanted, &f->options, &f->plan), 0);
	describe(&f->plan, f->text, sizeof(f->text));
	return f->text;
}

const char *read_remove(struct fixture *f)
{
	plan_free(&f->plan);
	assert_int_equal(plan_remove(&f->live, &f->wanted, &f->plan), 0);
	describe(&f->plan, f->text, sizeof(f->text));
	return f->text;
}

const char *read_plan(struct fixture *f)
{
	describe(&f->plan, f->text, sizeof(f->text));
	return f->text;
}

void tear_down(struct fixture *f)
{
	plan_free(&f->plan);
	state_free(&f->live);
	state_free(&f->wanted);
}
