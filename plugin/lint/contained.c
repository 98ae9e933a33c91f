/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Entries whose ports the other entries of their set open already. */
#include "lint/linter.h"
#include "state/protocol.h"

#define PORTS 65536
/* So many ports are gone through in all: what is left after that is not looked at. */
#define STEPS_MAX (UINT32_C(256) << 20)

struct cover {
	uint32_t n[SVCREG_TRANSPORTS][PORTS];	  /* entries that open it */
	uint32_t round[SVCREG_TRANSPORTS][PORTS]; /* in which it was counted last */
};

/** A set that is looked at. */
struct contained {
	struct linter *l;
	struct cover *cover;
	uint32_t round;
	uint32_t steps;
	const struct resolved_set *set;
	const struct policy_entry *entries;
	size_t n;
	const struct policy_entry **firsts; /* of each entry, the first that is the same */
};

/* What the set's entry @i opens. */
static const struct opening *openings_of(const struct contained *c, size_t i, size_t *n)
{
	*n = c->set->entries[i].n;
	return &c->set->openings[c->set->entries[i].first];
}

static bool is_first(const struct contained *c, size_t i)
{
	return c->firsts[i] == &c->entries[i];
}

/* What is open for some time only leaves its ports to nobody. */
static bool stays(const struct policy_entry *entry, const struct opening *opening)
{
	return !opening->timeout && !opening->entry->expires && !entry->expires;
}

/* Adds @step to the count of each port of an entry, once where it opens a port twice. */
static void count(struct contained *c, size_t which, int step)
{
	size_t n;
	const struct opening *openings = openings_of(c, which, &n);

	c->round++;
	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];
		int t = protocol_transport(opening->protocol);

		if (!stays(&c->entries[which], opening))
			continue;
		c->steps += (uint32_t)opening->last - opening->first + 1;
		for (uint32_t port = opening->first; port <= opening->last; port++) {
			if (c->cover->round[t][port] == c->round)
				continue;
			c->cover->round[t][port] = c->round;
			c->cover->n[t][port] += (uint32_t)step;
		}
	}
}

/* Whether those that are counted open each port of an entry. */
static bool is_covered(struct contained *c, size_t which)
{
	size_t n;
	const struct opening *openings = openings_of(c, which, &n);

	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];
		int t = protocol_transport(opening->protocol);

		for (uint32_t port = opening->first; port <= opening->last; port++) {
			c->steps++;
			if (!c->cover->n[t][port])
				return false;
		}
	}
	return n > 0;
}

static bool opens_port(const struct contained *c, size_t which, const struct opening *port)
{
	size_t n;
	const struct opening *openings = openings_of(c, which, &n);

	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];

		if (opening->protocol == port->protocol && opening->first <= port->first &&
		    opening->last >= port->first)
			return true;
	}
	return false;
}

static void report(struct contained *c, size_t which)
{
	const struct policy_entry *entry = &c->entries[which];
	struct diag *diag = lint_warn(c->l, LINT_CONTAINED, &entry->at,
				      "\"%s\" adds nothing: other entries have all of its ports",
				      entry->name);
	size_t n;
	const struct opening *port = openings_of(c, which, &n);

	diag_hint(c->l->diags, diag, "leave it out");
	for (size_t i = 0; diag && i < c->n; i++) {
		if (i == which || !is_first(c, i) || !opens_port(c, i, port))
			continue;
		diag_other(c->l->diags, diag, &c->entries[i].at, "they stand here too");
		return;
	}
}

/*
 * Of entries that open the same the last is told: from the end on, what is told
 * does not count for those before it. An entry that repeats another never counts.
 */
static void check_set(struct contained *c)
{
	for (size_t i = 0; i < c->n && c->steps < STEPS_MAX; i++) {
		if (is_first(c, i))
			count(c, i, 1);
	}
	for (size_t i = c->n; i-- > 0 && c->steps < STEPS_MAX;) {
		if (!is_first(c, i))
			continue;
		count(c, i, -1);
		if (is_covered(c, i)) {
			report(c, i);
			c->firsts[i] = NULL;
		} else {
			count(c, i, 1);
		}
	}
	for (size_t i = 0; i < c->n && c->steps < STEPS_MAX; i++) {
		if (is_first(c, i))
			count(c, i, -1);
	}
}

void lint_contained(struct linter *l)
{
	struct contained c = { .l = l };

	/* An entry of which something is missing cannot be judged. */
	if (l->resolved->cut)
		return;
	c.cover = arena_alloc(&l->work, sizeof(*c.cover));
	if (!c.cover) {
		l->no_memory = true;
		return;
	}
	for (size_t i = 0; i < l->resolved->n; i++) {
		const struct resolved_table *table = &l->resolved->tables[i];

		for (size_t j = 0; j < table->n && c.steps < STEPS_MAX; j++) {
			c.set = &table->sets[j];
			c.entries = c.set->written->entries;
			c.n = c.set->written->n;
			c.firsts = first_entries(l, c.entries, c.n);
			if (l->no_memory)
				return;
			check_set(&c);
		}
	}
}
