/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether two states say the same. */
#include <string.h>

#include "state.h"

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool verdict_equal(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && same_text(a->chain, b->chain);
}

static bool element_equal(const struct element *a, const struct element *b)
{
	return !key_compare(&a->key, &b->key) && a->catchall == b->catchall &&
	       same_text(a->comment, b->comment) && verdict_equal(&a->verdict, &b->verdict) &&
	       a->timeout == b->timeout;
}

static bool set_equal(const struct set *a, const struct set *b)
{
	if (strcmp(a->name, b->name) != 0 || a->type != b->type || a->backend != b->backend ||
	    a->map != b->map || a->counter != b->counter || a->timeouts != b->timeouts ||
	    a->ours != b->ours || a->size != b->size || a->n != b->n || a->n_rules != b->n_rules)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!element_equal(&a->elements[i], &b->elements[i]))
			return false;
	return true;
}

static bool table_equal(const struct table *a, const struct table *b)
{
	if (a->family != b->family || strcmp(a->name, b->name) != 0 || a->ours != b->ours ||
	    a->use != b->use || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!set_equal(&a->sets[i], &b->sets[i]))
			return false;
	return true;
}

bool state_equal(const struct state *a, const struct state *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!table_equal(&a->tables[i], &b->tables[i]))
			return false;
	return true;
}
