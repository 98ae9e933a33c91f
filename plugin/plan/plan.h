/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The changes from one state to another, and what stands in their way.
 *
 * A plan is made from a live and a wanted state without the kernel. It can be printed,
 * and nft_commit() sends it.
 */
#ifndef NFTSVC_PLAN_H
#define NFTSVC_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "state/state.h"

/** A change to send. */
enum change_kind {
	CHANGE_ADD_TABLE,
	CHANGE_ADD_SET,
	CHANGE_GROW_SET, /* raise the declared size to change.size, in a transaction before the others */
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

/** Kinds of obstacles: things nftsvc may not or cannot change. */
enum finding_kind {
	FINDING_FOREIGN,  /* a foreign element in a set that we fill */
	FINDING_CONFLICT, /* a foreign element in the way of one of ours (other) */
	FINDING_ORPHAN,	  /* our elements in a set that no policy names */
	FINDING_BLOCKED,  /* a set that must be recreated and cannot be; see why */
	FINDING_HELD,	  /* a set to delete that is in use or has foreign elements: it stays */
	FINDING_NO_CHAIN, /* the chain of an element's verdict does not exist */
};

struct finding {
	enum finding_kind kind;
	const struct table *table;
	const struct set *set;
	const struct element *element;
	const struct element *other;
	size_t n;	  /* our elements for FINDING_ORPHAN, foreign ones for FINDING_HELD */
	const char *why;  /* for FINDING_BLOCKED */
	const char *from; /* for FINDING_ORPHAN: its policies; NULL: unknown */
};

/** finding_text - describe a finding; in @arena; NULL without memory */
const char *finding_text(struct arena *arena, const struct finding *finding);

/** finding_is_obstacle - whether it prevents a wanted change */
bool finding_is_obstacle(const struct finding *finding);

/** How to deal with findings. */
struct plan_options {
	bool adopt;	     /* take ownership of conflicting elements */
	bool prune;	     /* empty orphaned sets, and delete those that are ours */
	bool rearm;	     /* add expired elements again */
	bool skip_obstacles; /* leave out what a finding forbids, instead of refusing it all */
	bool rules_known;    /* rules were read into the live state */
};

/** Zero-initialise it. */
struct plan {
	struct arena arena;
	struct change *changes; /* in an order in which they can be sent */
	size_t n_changes;
	size_t room_changes;
	struct finding *findings;
	size_t n_findings;
	size_t room_findings;
	bool refused;	  /* a finding forbids sending anything; never with skip_obstacles */
	bool needs_rules; /* it depends on rules that were not read */
};

/** plan_free - free what a plan holds; it can be used again */
void plan_free(struct plan *plan);

/**
 * plan_apply - plan the changes to a wanted state
 * @live: the kernel's state of the tables of @wanted
 * @wanted: with ranges merged
 * @options: see there
 * @plan: filled in
 *
 * Return: 0 or -ENOMEM.
 */
int plan_apply(const struct state *live, const struct state *wanted,
	       const struct plan_options *options, struct plan *plan);

/**
 * plan_remove - plan to remove what apply added for a wanted state
 * @live: as for plan_apply(), with the rules that use its sets
 *
 * Our elements are deleted from the sets of @wanted; so are sets and tables that are
 * ours, if nothing foreign is in them or uses them.
 *
 * Return: 0 or -ENOMEM.
 */
int plan_remove(const struct state *live, const struct state *wanted, struct plan *plan);

/**
 * plan_remove_table - the same for one table
 * @live: the kernel's state, with rules
 * @table: names the table and the sets to delete
 * @with_table: delete the table as well, if it is ours and becomes empty
 *
 * Return: 0 or -ENOMEM.
 */
int plan_remove_table(struct plan *plan, const struct state *live, const struct table *table,
		      bool with_table);

#endif
