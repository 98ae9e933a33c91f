/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which sets of the kernel have a port, whose it is there, which lines of
 * policies open it, and whether both say the same.
 */
#ifndef NFTSVC_EXPLAIN_H
#define NFTSVC_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/policy.h"
#include "registry/query.h"
#include "resolve/resolve.h"
#include "state/state.h"

/** An element that has a port that was asked for. */
struct found {
	const struct table *table; /* borrowed from the live state */
	const struct set *set;
	const struct element *element;
};

/** An entry of a policy that has one, or the default of a map. */
struct opened {
	const struct table *table; /* borrowed from the wanted state */
	const char *set;	   /* the set or map that it is in */
	struct element element;	   /* its key, verdict and timeout say something */
	const char *service;
	struct location at;
	struct location
		use; /* of a group's member: where the set names the group; else source NULL */
};

/** A difference: only one of the two has it. */
struct difference {
	bool missing; /* the policies have it; else the kernel has */
	const struct table *table;
	const struct set *set;
	const struct element *element;
};

/** Zero-initialise it; all that it points to is in its arena, or borrowed as said. */
struct explanation {
	struct arena arena;
	struct answer answer; /* what the registry says; without rows for a policy's own service */
	struct key *asked;    /* what it comes to; a protocol that was not named is 0 to 255 */
	size_t n_asked;
	size_t room_asked;
	struct found *found;
	size_t n_found;
	size_t room_found;
	bool compared; /* with policies, which the rest is about */
	struct opened *opened;
	size_t n_opened;
	size_t room_opened;
	struct difference *differences; /* none: kernel and policies agree */
	size_t n_differences;
	size_t room_differences;
};

/** explanation_free - free what an explanation holds */
void explanation_free(struct explanation *explanation);

/**
 * explain_ask - understand what is asked
 * @query: from query_parse(); borrowed as the registry and the policies are. A
 *	name is a service of one of the policies, else the registry's
 *
 * Return: 0; -ENOENT for a name that has no port; -ENOMEM.
 */
int explain_ask(struct explanation *explanation, const struct svcreg *reg,
		const struct policy *policies, size_t n, const struct query *query);

/**
 * element_has - whether an element of a set has a port that is asked for
 *
 * A set of ports alone has those of every protocol, or, where its name ends in
 * "_tcp" or the like, of that one. A catch-all has what no other element of its
 * set has.
 */
bool element_has(const struct set *set, const struct element *element, const struct key *asked);

/** explain_has - element_has() for all that is asked */
bool explain_has(const struct explanation *explanation, const struct set *set,
		 const struct element *element);

/** explain_find - fill in what a live state has; 0 or -ENOMEM */
int explain_find(struct explanation *explanation, const struct state *live);

/** explain_opened - fill in the entries of policies that open it; @wanted is their state; 0 or -ENOMEM */
int explain_opened(struct explanation *explanation, const struct resolved *resolved,
		   const struct state *wanted);

/**
 * explain_compare - fill in the differences between a live state and what policies want
 *
 * To be called after explain_find(). A difference is what apply would change or
 * diff would name: an element of the policies that is not there with the same
 * owners, verdict and timeout; one in the policies' sets, or of ours in their
 * tables, that they do not have.
 *
 * Return: 0 or -ENOMEM.
 */
int explain_compare(struct explanation *explanation, const struct state *live,
		    const struct state *wanted);

#endif
