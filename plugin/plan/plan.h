/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What separates two states, and what stands in the way of closing the gap.
 *
 * Comparing is free of the kernel: a plan is made from a live and a wanted
 * state, can be printed, and is sent by nft_commit().
 */
#ifndef NFTSVC_PLAN_H
#define NFTSVC_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "state/state.h"

/** What is to be sent. */
enum change_kind {
	CHANGE_ADD_TABLE,
	CHANGE_ADD_SET,
	CHANGE_GROW_SET, /* raise the declared size to change.size; in a batch before all else */
	CHANGE_ADD_ELEMENT,
	CHANGE_DELETE_ELEMENT,
	CHANGE_REPLACE_ELEMENT, /* same key, another comment, timeout or verdict */
	CHANGE_DELETE_SET,
	CHANGE_DELETE_TABLE,
};

/** Pointers are borrowed from the states compared, or from the plan's arena. */
struct change {
	enum change_kind kind;
	const struct table *table;
	const struct set *set;	    /* NULL for tables */
	const struct element *from; /* what is deleted or replaced */
	const struct element *to;   /* what is added or replaces */
	uint32_t size;
};

/** What was found that is not ours to change, or that we cannot change. */
enum finding_kind {
	FINDING_FOREIGN,  /* an element that is not ours in a set that we fill */
	FINDING_CONFLICT, /* the same, in the way of one of ours (other) */
	FINDING_ORPHAN,	  /* elements of ours in a set that no policy names */
	FINDING_BLOCKED,  /* a set that must be made anew and cannot be; why says it */
	FINDING_HELD, /* a set that should go and is in use, or has elements of others: it stays */
	FINDING_NO_CHAIN, /* an element's verdict leads to a chain that is not there */
};

struct finding {
	enum finding_kind kind;
	const struct table *table;
	const struct set *set;
	const struct element *element;
	const struct element *other;
	size_t n;	  /* elements of ours for FINDING_ORPHAN, of others for FINDING_HELD */
	const char *why;  /* for FINDING_BLOCKED */
	const char *from; /* for FINDING_ORPHAN: its policies; NULL: nobody knows */
};

/** finding_text - a sentence; @arena holds it; NULL without memory */
const char *finding_text(struct arena *arena, const struct finding *finding);

/** finding_is_obstacle - whether it keeps something that is wanted from the kernel */
bool finding_is_obstacle(const struct finding *finding);

/** How to deal with what is not as planned. */
struct plan_options {
	bool adopt;	     /* take over foreign elements that are in the way */
	bool prune;	     /* empty orphaned sets, and delete those of ours */
	bool rearm;	     /* add also what has run out by its timeout */
	bool skip_obstacles; /* leave out what a finding forbids, instead of refusing it all */
	bool rules_known;    /* the live state says which rules use a set */
};

/** Zero-initialise it. */
struct plan {
	struct arena arena;
	struct change *changes; /* in the order in which they can be sent */
	size_t n_changes;
	size_t room_changes;
	struct finding *findings;
	size_t n_findings;
	size_t room_findings;
	bool refused;	  /* a finding forbids sending anything; not with skip_obstacles */
	bool needs_rules; /* whether it can be done depends on rules that were not asked for */
};

/** plan_free - free what a plan holds; it can be used again */
void plan_free(struct plan *plan);

/**
 * plan_apply - what brings the kernel to a wanted state
 * @live: what the kernel has of the tables of @wanted
 * @wanted: with ranges merged
 * @options: see there
 * @plan: filled in
 *
 * Return: 0 or -ENOMEM.
 */
int plan_apply(const struct state *live, const struct state *wanted,
	       const struct plan_options *options, struct plan *plan);

/**
 * plan_remove - what takes away all that apply made of a wanted state
 * @live: as for plan_apply(), with the rules that use its sets
 *
 * Our elements go from the sets of @wanted; sets and tables that we made go
 * too, where nothing of others is in them or holds them.
 *
 * Return: 0 or -ENOMEM.
 */
int plan_remove(const struct state *live, const struct state *wanted, struct plan *plan);

/**
 * plan_remove_table - the same for one table
 * @live: what the kernel has, with the rules that use its sets
 * @table: names the table, and the sets that are to go
 * @with_table: the table goes too, where nothing is left in it and we made it
 *
 * Return: 0 or -ENOMEM.
 */
int plan_remove_table(struct plan *plan, const struct state *live, const struct table *table,
		      bool with_table);

#endif
