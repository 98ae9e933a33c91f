/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A transaction for the kernel: messages in a row, between a begin and an end message.
 */
#ifndef NFTSVC_NFT_BATCH_H
#define NFTSVC_NFT_BATCH_H

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"

/** Zero-initialise it. */
struct batch {
	char *data;
	size_t len;
	size_t room;
	uint32_t seq;		       /* of the last message; each has its own */
	uint32_t first_seq;	       /* of the message that begins the batch */
	const struct change **changes; /* by message: its change, or the first of them */
	size_t n;		       /* messages */
	size_t changes_room;
};

/**
 * batch_begin - start a batch
 * @batch: empty
 * @seq: the last sequence number in use
 * @generation: the kernel refuses the batch unless the ruleset is of it; NULL: of any
 * @n_changes: the expected number of changes, to reserve memory
 *
 * Return: 0 or -ENOMEM, as the other functions that return int.
 */
int batch_begin(struct batch *batch, uint32_t seq, const uint32_t *generation, size_t n_changes);

/** batch_add - add the changes of a plan: with @growth only those that grow sets, else all others */
int batch_add(struct batch *batch, const struct plan *plan, bool growth);

/** batch_end - finish; the last message before the end asks for an acknowledgement */
int batch_end(struct batch *batch);

/**
 * element_put - append an element to a message's list
 * @value: with all its attributes, not only its key; not for deletions
 * @index: its number in the list; increased
 */
void element_put(struct nlmsghdr *nlh, const struct set *set, const struct element *element,
		 bool value, uint16_t *index);

/** batch_change - find the change of a message; NULL if the number is not of the batch */
const struct change *batch_change(const struct batch *batch, uint32_t seq);

void batch_free(struct batch *batch);

#endif
