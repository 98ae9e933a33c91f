/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The elements of the kernel's sets received in a thread, while names are looked
 * up in another.
 *
 * What is short, the tables and their sets, is read before the thread is started.
 * It has the socket to itself until it is joined, and hands on what it receives
 * unread. Of the state it reads the names; the elements are added to it by who
 * takes the parts, and nothing else is shared between the two.
 */
#include "nft/ahead.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nft/parts.h"
#include "nft/read.h"
#include "nft/session.h"

/* Elements run out by their timeouts, and no generation tells: a picture gets old. */
#define AGE_MAX_MS 200

struct ahead {
	pthread_t thread;
	struct nft *nft;
	struct state wanted;
	struct state live; /* the sets, and in the end their elements */
	int64_t begun;	   /* milliseconds of the monotonic clock */
	struct parts parts;
};

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Both threads go through the sets in this order: no part tells of which set it is. */
static int each_set(struct ahead *ahead,
		    int (*act)(struct ahead *ahead, const struct table *table, struct set *set))
{
	int err = 0;

	for (size_t i = 0; !err && i < ahead->live.n; i++) {
		const struct table *table = &ahead->live.tables[i];

		for (size_t j = 0; !err && j < table->n; j++)
			if (set_type_is_ours(table->sets[j].type))
				err = act(ahead, table, &table->sets[j]);
	}
	return err;
}

static int receive_set(struct ahead *ahead, const struct table *table, struct set *set)
{
	return session_collect(ahead->nft, elements_question(ahead->nft, table, set),
			       &ahead->parts);
}

static void *receive(void *data)
{
	struct ahead *ahead = data;

	each_set(ahead, receive_set);
	parts_end(&ahead->parts);
	return NULL;
}

/*
 * A new thread begins on the processor of who makes it, and takes turns with it
 * until the scheduler moves it: that is later than it has to be done.
 */
static int begin_elsewhere(struct ahead *ahead)
{
	pthread_attr_t attributes;
	cpu_set_t others;
	int err = pthread_attr_init(&attributes);

	if (err)
		return err;
	if (!sched_getaffinity(0, sizeof(others), &others)) {
		CPU_CLR(sched_getcpu(), &others);
		if (CPU_COUNT(&others))
			pthread_attr_setaffinity_np(&attributes, sizeof(others), &others);
	}
	err = pthread_create(&ahead->thread, &attributes, receive, ahead);
	pthread_attr_destroy(&attributes);
	return err;
}

/* The last part of a set says that it is the last; where the thread failed, no more come. */
static int take_set(struct ahead *ahead, const struct table *table, struct set *set)
{
	struct elements elements = { .live = &ahead->live, .set = set };
	int ret = MNL_CB_OK;
	int err = elements_begin(&elements);

	(void)table;
	if (err)
		return err;
	while (ret > MNL_CB_STOP) {
		struct part *part = parts_take(&ahead->parts);

		if (!part)
			return -EPROTO;
		ret = mnl_cb_run(part->data, part->len, 0, 0, elements_add, &elements);
		free(part);
	}
	return ret < 0 ? -errno : elements_end(&elements);
}

static void ahead_free(struct ahead *ahead)
{
	parts_free(&ahead->parts);
	state_free(&ahead->wanted);
	state_free(&ahead->live);
	free(ahead);
}

/* Without any, nothing is worth a thread. */
static bool has_sets(const struct state *live)
{
	for (size_t i = 0; i < live->n; i++)
		if (live->tables[i].n)
			return true;
	return false;
}

void nft_read_ahead(struct nft *nft, struct state *wanted)
{
	struct ahead *ahead = malloc(sizeof(*ahead));

	if (!ahead) {
		state_free(wanted);
		return;
	}
	*ahead = (struct ahead){ .nft = nft, .wanted = *wanted, .begun = clock_ms() };
	*wanted = (struct state){ 0 };
	parts_init(&ahead->parts);
	if (read_outline(nft, &ahead->wanted, &ahead->live) || !has_sets(&ahead->live) ||
	    begin_elsewhere(ahead))
		ahead_free(ahead);
	else
		nft->ahead = ahead;
}

static bool same_tables(const struct state *a, const struct state *b)
{
	if (!a || !b || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->tables[i].family != b->tables[i].family ||
		    strcmp(a->tables[i].name, b->tables[i].name) != 0)
			return false;
	return true;
}

/* The socket is the caller's again. */
static void join(struct ahead *ahead)
{
	pthread_join(ahead->thread, NULL);
	ahead->nft->ahead = NULL;
}

bool ahead_take(struct nft *nft, const struct state *wanted, bool rules, struct state *live)
{
	struct ahead *ahead = nft->ahead;
	bool good;

	if (!ahead)
		return false;
	good = same_tables(&ahead->wanted, wanted) && !each_set(ahead, take_set);
	join(ahead);
	good = good && clock_ms() - ahead->begun <= AGE_MAX_MS &&
	       !read_surroundings(nft, wanted, rules, &ahead->live) &&
	       !read_steady(nft, &ahead->live) && ahead->live.steady;
	if (good) {
		*live = ahead->live;
		ahead->live = (struct state){ 0 };
	}
	ahead_free(ahead);
	return good;
}

void ahead_drop(struct nft *nft)
{
	struct ahead *ahead = nft->ahead;

	if (!ahead)
		return;
	join(ahead);
	ahead_free(ahead);
}
