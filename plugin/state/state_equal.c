/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether two states say the same. */
#include <string.h>

#include "state/state.h"

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool verdict_equal(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && same_text(a->chain, b->chain);
}

bool element_equal(const struct element *a, const struct element *b)
{
	return key_number(&a->key) == key_number(&b->key) && a->catchall == b->catchall &&
	       same_text(a->comment, b->comment) && verdict_equal(&a->verdict, &b->verdict) &&
	       a->timeout == b->timeout;
}

/* The next element from @i on that counts: of a set that nobody asked for, only ours do. */
static size_t next_element(const struct set *set, size_t i, bool only_ours)
{
	while (i < set->n && only_ours && !element_is_ours(&set->elements[i]))
		i++;
	return i;
}

static bool elements_equal(const struct set *a, const struct set *b, bool only_ours)
{
	size_t i = next_element(a, 0, only_ours), j = next_element(b, 0, only_ours);

	while (i < a->n && j < b->n) {
		if (!element_equal(&a->elements[i], &b->elements[j]))
			return false;
		i = next_element(a, i + 1, only_ours);
		j = next_element(b, j + 1, only_ours);
	}
	return i == a->n && j == b->n;
}

static bool set_equal(const struct set *a, const struct set *b, bool only_ours)
{
	return !strcmp(a->name, b->name) && a->type == b->type && a->backend == b->backend &&
	       a->map == b->map && a->counter == b->counter && a->timeouts == b->timeouts &&
	       a->ours == b->ours && a->size == b->size && a->n_rules == b->n_rules &&
	       elements_equal(a, b, only_ours);
}

static bool table_equal(const struct table *a, const struct table *b, const struct table *wanted)
{
	if (a->family != b->family || strcmp(a->name, b->name) != 0 || a->ours != b->ours ||
	    a->use != b->use || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!set_equal(&a->sets[i], &b->sets[i],
			       wanted && !table_set(wanted, a->sets[i].name)))
			return false;
	return true;
}

bool state_equal(const struct state *a, const struct state *b, const struct state *wanted)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct table *table = &a->tables[i];

		if (!table_equal(table, &b->tables[i],
				 wanted ? state_table(wanted, table->family, table->name) : NULL))
			return false;
	}
	return true;
}
