/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What elements and questions have in common, counted in pairs of port and protocol. */
#ifndef NFTSVC_EXPLAIN_KEY_H
#define NFTSVC_EXPLAIN_KEY_H

#include "state/state.h"

/** key_in_set - the key of an element with the protocols for which its set is */
struct key key_in_set(const struct set *set, const struct element *element);

/** key_shared - the ports and protocols that both keys have; false if there are none */
bool key_shared(const struct key *a, const struct key *b, struct key *shared);

/** key_size - how many pairs of port and protocol a key has */
uint64_t key_size(const struct key *key);

/**
 * set_asked - what of a question a set can have an answer to
 *
 * Return: false if it can have none.
 */
bool set_asked(const struct set *set, const struct key *asked, struct key *part);

#endif
