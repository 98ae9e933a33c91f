/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transactions of other programs, from the multicast group NFNLGRP_NFTABLES. */
#ifndef NFTSVC_NFT_EVENTS_H
#define NFTSVC_NFT_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "nft/nft.h"
#include "state/state.h"

/** A socket that receives every transaction of its network namespace. */
struct nft_events;

/** The kernel's TASK_COMM_LEN. */
#define NFT_PROCESS_SIZE 16

/** Changes by other programs. Zero-initialise it. */
struct nft_changes {
	bool ours;			/* our tables were changed, or may have been */
	bool lost;			/* messages were lost: anything may have changed */
	uint32_t pid;			/* of the last program that did it; 0: unknown */
	char process[NFT_PROCESS_SIZE]; /* its name, any bytes; "": unknown */
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

/** nft_events_fd - readable when there are messages */
int nft_events_fd(const struct nft_events *events);

/**
 * nft_events_read - read pending messages without waiting
 * @self: its own transactions are ignored
 * @ours: the tables and sets that are watched. Elements of other sets are ignored, but
 *	transactions of another nftsvc always count
 * @news: added to
 *
 * It reads a bounded number of messages; the next call reads more.
 *
 * Return: 0, or an error from recv().
 */
int nft_events_read(struct nft_events *events, const struct nft *self, const struct state *ours,
		    struct nft_changes *news);

#endif
