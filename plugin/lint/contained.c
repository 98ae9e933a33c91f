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
	const struct traced_entry *entries;
	const struct entry **firsts; /* of each entry, the first that is the same */
	size_t n;
};

static const struct traced_opening *openings_of(const struct contained *c,
						const struct traced_entry *entry)
{
	return &c->l->trace.openings[entry->first];
}

static bool is_first(const struct contained *c, size_t i)
{
	return c->firsts[i] == c->entries[i].entry;
}

/* What is open for some time only leaves its ports to nobody. */
static bool stays(const struct traced_entry *entry, const struct traced_opening *opening)
{
	return !opening->opening.timeout && !opening->entry->expires && !entry->entry->expires;
}

/* Adds @step to the count of each port of an entry, once where it opens a port twice. */
static void count(struct contained *c, const struct traced_entry *entry, int step)
{
	c->round++;
	for (size_t i = 0; i < entry->n; i++) {
		const struct traced_opening *traced = &openings_of(c, entry)[i];
		const struct opening *opening = &traced->opening;
		int t = protocol_transport(opening->protocol);

		if (!stays(entry, traced))
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
static bool is_covered(struct contained *c, const struct traced_entry *entry)
{
	for (size_t i = 0; i < entry->n; i++) {
		const struct opening *opening = &openings_of(c, entry)[i].opening;
		int t = protocol_transport(opening->protocol);

		for (uint32_t port = opening->first; port <= opening->last; port++) {
			c->steps++;
			if (!c->cover->n[t][port])
				return false;
		}
	}
	return entry->n > 0;
}

static bool opens_port(const struct contained *c, const struct traced_entry *entry,
		       const struct opening *port)
{
	for (size_t i = 0; i < entry->n; i++) {
		const struct opening *opening = &openings_of(c, entry)[i].opening;

		if (opening->protocol == port->protocol && opening->first <= port->first &&
		    opening->last >= port->first)
			return true;
	}
	return false;
}

static void report(struct contained *c, const struct traced_entry *entry)
{
	struct diag *diag = lint_warn(c->l, LINT_CONTAINED, &entry->entry->at,
				      "\"%s\" adds nothing: other entries have all of its ports",
				      entry->entry->name);

	diag_hint(c->l->diags, diag, "leave it out");
	for (size_t i = 0; diag && i < c->n; i++) {
		const struct traced_entry *other = &c->entries[i];

		if (other == entry || !is_first(c, i) ||
		    !opens_port(c, other, &openings_of(c, entry)->opening))
			continue;
		diag_other(c->l->diags, diag, &other->entry->at, "they stand here too");
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
			count(c, &c->entries[i], 1);
	}
	for (size_t i = c->n; i-- > 0 && c->steps < STEPS_MAX;) {
		if (!is_first(c, i))
			continue;
		count(c, &c->entries[i], -1);
		if (is_covered(c, &c->entries[i])) {
			report(c, &c->entries[i]);
			c->firsts[i] = NULL;
		} else {
			count(c, &c->entries[i], 1);
		}
	}
	for (size_t i = 0; i < c->n && c->steps < STEPS_MAX; i++) {
		if (is_first(c, i))
			count(c, &c->entries[i], -1);
	}
}

void lint_contained(struct linter *l)
{
	struct contained c = { .l = l };

	/* An entry that was not traced whole cannot be judged. */
	if (l->trace.cut)
		return;
	c.cover = arena_alloc(&l->work, sizeof(*c.cover));
	if (!c.cover) {
		l->no_memory = true;
		return;
	}
	for (size_t i = 0; i < l->trace.n_entries && c.steps < STEPS_MAX; i += c.n) {
		const struct policy_set *set = l->trace.entries[i].set;

		c.entries = &l->trace.entries[i];
		c.n = set->n;
		c.firsts = first_entries(l, set->entries, set->n);
		if (l->no_memory)
			return;
		check_set(&c);
	}
}
