/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of nft_read(): each returns 0 or -errno, and most add to a state. */
#ifndef NFTSVC_NFT_READ_H
#define NFTSVC_NFT_READ_H

#include <libmnl/libmnl.h>

#include "nft/interval.h"
#include "nft/nft.h"

/**
 * read_outline - what comes before the elements: the tables and their sets
 * @wanted: as for nft_read()
 * @live: set to them, with the generation in which the reading began; after a
 *	failure it is empty
 */
int read_outline(struct nft *nft, const struct state *wanted, struct state *live);

/** read_surroundings - what comes behind: chains and rules, as nft_read() has them */
int read_surroundings(struct nft *nft, const struct state *wanted, bool rules, struct state *live);

/** read_steady - whether nothing at all was committed since the reading of @live began */
int read_steady(struct nft *nft, struct state *live);

/** read_sets - the sets and maps of a table, without elements */
int read_sets(struct nft *nft, struct state *live, struct table *table);

/** read_elements - the elements of a set, sorted; its type is not SET_OTHER */
int read_elements(struct nft *nft, struct state *live, const struct table *table, struct set *set);

/** The same in steps: the set, and the state that holds its memory. */
struct elements {
	struct state *live;
	struct set *set;
	struct interval_ends ends;
};

/** elements_question - ask for all elements of a set, in the session's buffer */
struct nlmsghdr *elements_question(struct nft *nft, const struct table *table,
				   const struct set *set);

/** elements_begin - make room for as many as the kernel said there are */
int elements_begin(struct elements *elements);

/** elements_add - add those of an answer: for session_ask(), @data is a struct elements */
int elements_add(const struct nlmsghdr *nlh, void *data);

/**
 * elements_end - all were added: close intervals, and sort
 *
 * Return: 0; -EINTR if elements changed places while they were told; -ENOMEM.
 */
int elements_end(struct elements *elements);

/**
 * read_element - one element, by its key
 * @live: holds the memory of what is read
 * @change: names the table and the set
 * @element: its key is asked for
 * @answer: empty, of the set's type; what is found is added
 *
 * Return: 0, or -ENOENT if no element has this key.
 */
int read_element(struct nft *nft, struct state *live, const struct change *change,
		 const struct element *element, struct set *answer);

/** read_chains - the names of the table's chains */
int read_chains(struct nft *nft, struct state *live, struct table *table);

/** read_rules - which rules use the table's sets */
int read_rules(struct nft *nft, struct state *live, struct table *table);

#endif
