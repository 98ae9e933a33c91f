/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel read in a thread, while names are looked up in another.
 *
 * The thread has the socket and the state that it fills to itself; who joins it
 * has both again. Nothing is shared between the two.
 */
#include "nft/ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nft/read.h"
#include "nft/session.h"

/* Elements run out by their timeouts, and no generation tells: a picture gets old. */
#define AGE_MAX_MS 200

struct ahead {
	pthread_t thread;
	struct nft *nft;
	struct state wanted;
	bool rules;
	int64_t begun;	   /* milliseconds of the monotonic clock */
	struct state live; /* what was read */
	int err;	   /* or why it was not */
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *read_in_thread(void *data)
{
	struct ahead *ahead = data;

	ahead->err = read_picture(ahead->nft, &ahead->wanted, ahead->rules, &ahead->live);
	return NULL;
}

static void ahead_free(struct ahead *ahead)
{
	state_free(&ahead->wanted);
	state_free(&ahead->live);
	free(ahead);
}

void nft_read_ahead(struct nft *nft, struct state *wanted, bool rules)
{
	struct ahead *ahead = malloc(sizeof(*ahead));

	if (!ahead) {
		state_free(wanted);
		return;
	}
	*ahead = (struct ahead){
		.nft = nft, .wanted = *wanted, .rules = rules, .begun = clock_ms()
	};
	*wanted = (struct state){ 0 };
	if (pthread_create(&ahead->thread, NULL, read_in_thread, ahead))
		ahead_free(ahead);
	else
		nft->ahead = ahead;
}

/* What of the wanted state decides what is read. */
static bool same_tables(const struct state *a, const struct state *b)
{
	if (!a || !b || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct table *x = &a->tables[i], *y = &b->tables[i];

		if (x->family != y->family || strcmp(x->name, y->name) != 0 ||
		    read_has_map(x) != read_has_map(y))
			return false;
	}
	return true;
}

static bool answers(const struct ahead *ahead, const struct state *wanted, bool rules)
{
	return !ahead->err && ahead->rules == rules && same_tables(&ahead->wanted, wanted) &&
	       clock_ms() - ahead->begun <= AGE_MAX_MS;
}

/* The one that was begun, at its end; NULL if there is none. */
static struct ahead *join(struct nft *nft)
{
	struct ahead *ahead = nft->ahead;

	if (ahead)
		pthread_join(ahead->thread, NULL);
	nft->ahead = NULL;
	return ahead;
}

bool ahead_take(struct nft *nft, const struct state *wanted, bool rules, struct state *live)
{
	struct ahead *ahead = join(nft);
	bool good;

	if (!ahead)
		return false;
	good = answers(ahead, wanted, rules) && !read_steady(nft, &ahead->live) &&
	       ahead->live.steady;
	if (good) {
		*live = ahead->live;
		ahead->live = (struct state){ 0 };
	}
	ahead_free(ahead);
	return good;
}

void ahead_drop(struct nft *nft)
{
	struct ahead *ahead = join(nft);

	if (ahead)
		ahead_free(ahead);
}
