/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports of a map that would have two verdicts. */
#include <stdio.h>

#include "resolve/resolver.h"
#include "state/protocol.h"

/* Two entries that were told of. */
struct clash {
	const struct entry *a, *b;
};

struct clashes {
	struct clash list[DIAGS_MAX];
	size_t n;
};

static const char *verdict_text(const struct verdict *verdict, struct advice *text)
{
	advice_add(text, "", "%s", verdict_name(verdict->kind));
	if (verdict->chain)
		advice_add(text, " ", "%s", verdict->chain);
	return text->text;
}

static bool is_told(const struct clashes *clashes, const struct clash *clash)
{
	for (size_t i = 0; i < clashes->n; i++) {
		if (clashes->list[i].a == clash->a && clashes->list[i].b == clash->b)
			return true;
	}
	return false;
}

/* The entry of the map that an opening comes from. */
static const struct entry *in_set(const struct opening *opening)
{
	return opening->use ? opening->use : opening->entry;
}

/* The entry that is written later is wrong; @y begins inside of @x. */
static void report_clash(struct diags *diags, struct clashes *clashes, const struct opening *x,
			 const struct opening *y)
{
	bool turned = in_set(x)->at.offset > in_set(y)->at.offset;
	const struct opening *first = turned ? y : x, *second = turned ? x : y;
	struct clash clash = { in_set(first), in_set(second) };
	struct advice one = { .length = 0 }, two = { .length = 0 };
	struct diag *diag;

	if (clashes->n == DIAGS_MAX || is_told(clashes, &clash))
		return;
	clashes->list[clashes->n++] = clash;
	diag = diag_add(diags, DIAG_ERROR, &clash.b->at, "%u/%s has two verdicts: %s and %s",
			y->first, svcreg_transport_name(protocol_transport(y->protocol)),
			verdict_text(first->verdict, &one), verdict_text(second->verdict, &two));
	diag_hint(diags, diag, "a map has one for each port: take one of the entries out");
	diag_other(diags, diag, &clash.a->at, "the other one");
}

static bool overlaps(const struct opening *before, const struct opening *opening)
{
	return before && before->protocol == opening->protocol && before->last >= opening->first;
}

/*
 * Of the openings so far the one that reaches furthest is kept, and the one of
 * another verdict that does: what meets none of those two meets none at all.
 */
void report_clashes(struct diags *diags, const struct opening *openings, size_t n)
{
	const struct opening *furthest = NULL, *other = NULL;
	struct clashes clashes = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		const struct opening *opening = &openings[i];
		bool same = overlaps(furthest, opening) &&
			    verdict_equal(furthest->verdict, opening->verdict);
		const struct opening *against = same ? other : furthest;

		if (overlaps(against, opening))
			report_clash(diags, &clashes, against, opening);
		if (!overlaps(furthest, opening)) {
			furthest = opening;
			other = NULL;
		} else if (opening->last > furthest->last) {
			other = same ? other : furthest;
			furthest = opening;
		} else if (!same && (!overlaps(other, opening) || opening->last > other->last)) {
			other = opening;
		}
	}
}
