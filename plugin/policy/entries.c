/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory for lists of names, of which a policy of the whole registry has one with thousands. */
#include "base/pages.h"
#include "policy/parser.h"

/* From so many entries on a list is a long one, and these have so many bytes. */
#define LONG_LIST 512
#define USUAL_LENGTH 12

/* A text may be of many lists that end just behind them: not all that may come is worth pages. */
#define NEXT_ENTRIES 1024

/*
 * In a long list many more will come: so many as entries of the usual length fill
 * the rest of the text, but not so many that a text of long lists takes too much.
 */
static size_t likely_entries(const struct parser *p, size_t n)
{
	const size_t rest = (p->lexer.source->size - p->lexer.pos) / USUAL_LENGTH + 1;

	return n + (rest < 15 * n ? rest : 15 * n);
}

struct entry *entries_grow(struct parser *p, struct entry *list, size_t n, size_t *room)
{
	struct entry *larger = NULL;
	size_t next;

	if (n == LONG_LIST)
		larger = arena_reserve(p->arena, list, n, room, sizeof(*list),
				       likely_entries(p, n));
	if (!larger)
		larger = parser_append(p, list, n, room, sizeof(*list));
	if (larger && n && n % NEXT_ENTRIES == 0) {
		next = *room - n < NEXT_ENTRIES ? *room - n : NEXT_ENTRIES;
		pages_expect(&larger[n], next * sizeof(*larger));
	}
	return larger;
}
