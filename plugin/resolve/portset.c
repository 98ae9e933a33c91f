/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resolve/portset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/sort.h"
#include "base/text.h"

/* An owner and timeout whose ports include the current one. */
struct active {
	const struct opening *opening; /* one of them */
	uint16_t last;
};

struct sweep {
	struct arena *arena;
	const struct opening *openings;
	size_t n;
	size_t next;	       /* the first opening not yet begun */
	struct active *active; /* sorted by owner, then timeout */
	struct active *merged; /* buffer for the next active ones */
	size_t n_active;
	uint8_t protocol;
	size_t owners; /* in all pieces so far */
	struct portset_piece *pieces;
	size_t n_pieces;
	size_t room_pieces;
};

/* A total order, so that of two spellings the same one is always taken. */
static int compare_owners(const char *a, const char *b)
{
	int order = text_compare(a, b);

	return order ? order : strcmp(a, b);
}

static int compare_claims(const struct opening *a, const struct opening *b)
{
	int order = compare_owners(a->owner, b->owner);

	if (order)
		return order;
	return timeout_outlasts(b->timeout, a->timeout) - timeout_outlasts(a->timeout, b->timeout);
}

static int by_claim(const void *a, const void *b)
{
	return compare_claims(a, b);
}

/* Where it begins. */
static uint64_t start_of(const void *item)
{
	const struct opening *opening = item;

	return (uint64_t)opening->protocol << 16 | opening->first;
}

/* By protocol, then first port, then owner, then timeout. */
static int sort_openings(struct opening *openings, size_t n)
{
	int err = sort_by_number(openings, n, sizeof(*openings), start_of);

	for (size_t i = 0, same; !err && i < n; i += same) {
		for (same = 1;
		     i + same < n && start_of(&openings[i + same]) == start_of(&openings[i]);)
			same++;
		if (same > 1)
			qsort(&openings[i], same, sizeof(*openings), by_claim);
	}
	return err;
}

static void begin_owner(struct sweep *sweep, size_t *n, const struct opening *opening,
			uint16_t last)
{
	struct active *before = *n ? &sweep->merged[*n - 1] : NULL;

	if (!before || before->opening->timeout != opening->timeout ||
	    !text_equal(before->opening->owner, opening->owner))
		sweep->merged[(*n)++] = (struct active){ opening, last };
	else if (before->last < last)
		before->last = last;
}

static bool begins_at(const struct sweep *sweep, uint32_t port)
{
	return sweep->next < sweep->n && sweep->openings[sweep->next].protocol == sweep->protocol &&
	       sweep->openings[sweep->next].first == port;
}

/* Merge the openings that begin at a port into the active ones: both are sorted by owner. */
static void begin_owners(struct sweep *sweep, uint32_t port)
{
	struct active *old = sweep->active;
	size_t i = 0, n = 0;

	while (i < sweep->n_active || begins_at(sweep, port)) {
		const struct opening *opening = &sweep->openings[sweep->next];

		if (begins_at(sweep, port) &&
		    (i == sweep->n_active || compare_claims(opening, old[i].opening) < 0)) {
			begin_owner(sweep, &n, opening, opening->last);
			sweep->next++;
		} else {
			begin_owner(sweep, &n, old[i].opening, old[i].last);
			i++;
		}
	}
	sweep->active = sweep->merged;
	sweep->merged = old;
	sweep->n_active = n;
}

/* The last port up to which the owners stay the same. */
static uint16_t piece_end(const struct sweep *sweep)
{
	uint16_t last = UINT16_MAX;

	for (size_t i = 0; i < sweep->n_active; i++) {
		if (sweep->active[i].last < last)
			last = sweep->active[i].last;
	}
	if (sweep->next < sweep->n && sweep->openings[sweep->next].protocol == sweep->protocol &&
	    sweep->openings[sweep->next].first <= last)
		last = sweep->openings[sweep->next].first - 1;
	return last;
}

static void end_owners(struct sweep *sweep, uint16_t last)
{
	size_t n = 0;

	for (size_t i = 0; i < sweep->n_active; i++) {
		if (sweep->active[i].last > last)
			sweep->active[n++] = sweep->active[i];
	}
	sweep->n_active = n;
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
	return a && b ? verdict_equal(a, b) : a == b;
}

/* The last piece, if another one continues it with the same owners, timeout and verdict; else NULL. */
static struct portset_piece *continued(const struct sweep *sweep, const struct portset_piece *piece)
{
	struct portset_piece *before;

	if (!sweep->n_pieces)
		return NULL;
	before = &sweep->pieces[sweep->n_pieces - 1];
	if (before->protocol != piece->protocol || (uint32_t)before->last + 1 != piece->first ||
	    before->timeout != piece->timeout || before->n_owners != piece->n_owners ||
	    !same_verdict(before->verdict, piece->verdict))
		return NULL;
	for (size_t i = 0; i < piece->n_owners; i++) {
		if (!text_equal(before->owners[i], piece->owners[i]))
			return NULL;
	}
	return before;
}

/* Fill in a piece from the active openings: all owners, and the longest timeout. */
static int sum_up(const struct sweep *sweep, struct portset_piece *piece)
{
	const struct opening *first = sweep->active[0].opening;
	const char **owners;

	piece->timeout = first->timeout;
	piece->verdict = first->verdict;
	piece->owners = &first->owner;
	piece->n_owners = 1;
	/* The common case: no allocation. */
	if (sweep->n_active == 1)
		return 0;
	owners = arena_alloc(sweep->arena, sweep->n_active * sizeof(*owners));
	if (!owners)
		return -ENOMEM;
	piece->owners = owners;
	piece->n_owners = 0;
	for (size_t i = 0; i < sweep->n_active; i++) {
		const struct opening *opening = sweep->active[i].opening;

		if (timeout_outlasts(opening->timeout, piece->timeout))
			piece->timeout = opening->timeout;
		if (!i || !text_equal(owners[piece->n_owners - 1], opening->owner))
			owners[piece->n_owners++] = opening->owner;
	}
	return 0;
}

static int add_piece(struct sweep *sweep, uint16_t first, uint16_t last)
{
	struct portset_piece piece = { .first = first, .last = last, .protocol = sweep->protocol };
	struct portset_piece *pieces, *before;
	int err;

	sweep->owners += sweep->n_active;
	if (sweep->owners > PORTSET_OWNERS_MAX)
		return -E2BIG;
	err = sum_up(sweep, &piece);
	if (err)
		return err;
	before = continued(sweep, &piece);
	if (before) {
		before->last = last;
		return 0;
	}
	pieces = arena_grow(sweep->arena, sweep->pieces, sweep->n_pieces, &sweep->room_pieces,
			    sizeof(*pieces));
	if (!pieces)
		return -ENOMEM;
	sweep->pieces = pieces;
	pieces[sweep->n_pieces++] = piece;
	return 0;
}

/* The common case: an opening that no other overlaps. */
static int add_alone(struct sweep *sweep, const struct opening *opening)
{
	int err;

	sweep->active[0] = (struct active){ opening, opening->last };
	sweep->n_active = 1;
	sweep->next++;
	err = add_piece(sweep, opening->first, opening->last);
	sweep->n_active = 0;
	return err;
}

/* Sweep over one run of overlapping openings. */
static int sweep_run(struct sweep *sweep)
{
	const struct opening *first = &sweep->openings[sweep->next];
	uint32_t port = first->first;
	int err = 0;

	sweep->protocol = first->protocol;
	if (sweep->next + 1 == sweep->n || first[1].protocol != first->protocol ||
	    first[1].first > first->last)
		return add_alone(sweep, first);
	do {
		uint16_t last;

		begin_owners(sweep, port);
		last = piece_end(sweep);
		err = add_piece(sweep, (uint16_t)port, last);
		end_owners(sweep, last);
		port = (uint32_t)last + 1;
	} while (!err && sweep->n_active);
	return err;
}

/* Not zeroed, because little of it is used. */
static void *reserve(struct arena *arena, size_t n, size_t size)
{
	size_t room = 0;

	return arena_reserve(arena, NULL, 0, &room, size, n);
}

int portset_cut(struct arena *arena, struct opening *openings, size_t n,
		struct portset_piece **pieces, size_t *n_pieces)
{
	struct sweep sweep = { .arena = arena, .openings = openings, .n = n };
	int err;

	if (n > SIZE_MAX / sizeof(struct active))
		return -ENOMEM;
	if (!n) {
		*pieces = NULL;
		*n_pieces = 0;
		return 0;
	}
	sweep.active = reserve(arena, n, sizeof(*sweep.active));
	sweep.merged = reserve(arena, n, sizeof(*sweep.merged));
	if (!sweep.active || !sweep.merged)
		return -ENOMEM;
	err = sort_openings(openings, n);
	if (err)
		return err;
	sweep.pieces = arena_reserve(arena, NULL, 0, &sweep.room_pieces, sizeof(*sweep.pieces), n);
	if (!sweep.pieces)
		return -ENOMEM;
	pages_expect(sweep.pieces, n * sizeof(*sweep.pieces));
	while (!err && sweep.next < n)
		err = sweep_run(&sweep);
	if (err)
		return err;
	*pieces = sweep.pieces;
	*n_pieces = sweep.n_pieces;
	return 0;
}
