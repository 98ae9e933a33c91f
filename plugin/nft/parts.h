/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the kernel's answers on their way from the thread that receives
 * them to the one that reads them: one puts, the other takes.
 */
#ifndef NFTSVC_NFT_PARTS_H
#define NFTSVC_NFT_PARTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* The kernel fills at most 32 KiB at once. */
#define PART_MAX 65536

/** A part as it was received: whole messages. */
struct part {
	struct part *next;
	size_t len;
	char data[];
};

struct parts {
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t more;
	struct part *first;
	struct part **behind; /* where the next one is put */
	bool ended;
};

void parts_init(struct parts *parts);

/** part_new - an empty part with room for PART_MAX bytes, for free(); NULL without memory */
struct part *part_new(void);

/** parts_put - add a part behind the others; @part is not the caller's any more */
void parts_put(struct parts *parts, struct part *part);

/** parts_end - no part comes any more */
void parts_end(struct parts *parts);

/** parts_take - wait for the next part; it is the caller's, for free(). NULL: no more come */
struct part *parts_take(struct parts *parts);

/** parts_free - free what nobody has taken; no thread uses @parts any more */
void parts_free(struct parts *parts);

#endif
