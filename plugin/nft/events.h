/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What others commit, as the kernel tells it: the group NFNLGRP_NFTABLES. */
#ifndef NFTSVC_NFT_EVENTS_H
#define NFTSVC_NFT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "nft/nft.h"
#include "state/state.h"

/** A socket that hears every transaction of its network namespace. */
struct nft_events;

/** The kernel's TASK_COMM_LEN. */
#define NFT_PROCESS_SIZE 16

/** What was heard. Zero-initialise it. */
struct nft_changes {
	bool ours;			/* another changed what is looked after, or may have */
	bool lost;			/* something was not heard: it can have been anything */
	uint32_t pid;			/* of who did it last; 0: not known */
	char process[NFT_PROCESS_SIZE]; /* its name, any bytes; "": not known */
};

/**
 * nft_events_open - listen in the network namespace that the thread is in
 * @events: set to the socket, for nft_events_close()
 *
 * Return: 0, -EPERM, -ENOMEM, or what else the system said.
 */
int nft_events_open(struct nft_events **events);

/** nft_events_close - @events may be NULL */
void nft_events_close(struct nft_events *events);

/** nft_events_fd - readable when something was heard */
int nft_events_fd(const struct nft_events *events);

/**
 * nft_events_read - take in what was heard; it waits for nothing
 * @self: what this socket commits is not news
 * @ours: the tables that are looked after; what another nftsvc commits is news
 *	wherever it is. Elements of sets that are none of
 *	its sets are not news
 * @news: added to
 *
 * It reads no more than a bounded number of messages: the rest is for the next
 * call.
 *
 * Return: 0, or what receiving gave.
 */
int nft_events_read(struct nft_events *events, const struct nft *self, const struct state *ours,
		    struct nft_changes *news);

#endif
