/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading elements. */
#ifndef NFTSVC_NFT_READ_H
#define NFTSVC_NFT_READ_H

#include <libmnl/libmnl.h>

#include "nft/nft.h"

/**
 * read_elements - the elements of a set, sorted; its type is not SET_OTHER
 *
 * Return: 0; -EINTR if the dump was inconsistent; -ENOMEM, or what else the kernel said.
 */
int read_elements(struct nft *nft, struct state *live, const struct table *table, struct set *set);

/**
 * read_element - read one element by its key
 * @live: holds the memory of what is read
 * @change: names the table and the set
 * @element: its key is asked for
 * @answer: empty, of the set's type; what is found is added
 *
 * Return: 0, or -ENOENT if no element has this key.
 */
int read_element(struct nft *nft, struct state *live, const struct change *change,
		 const struct element *element, struct set *answer);

#endif
