/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nf_tables over netlink. Nothing outside this folder knows libnftnl or libmnl.
 */
#ifndef NFTSVC_NFT_H
#define NFTSVC_NFT_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/plan.h"
#include "state/state.h"

/** A socket to nf_tables of one network namespace. */
struct nft;

/** Where ip-netns(8) has the namespaces, by their names. */
#define NETNS_DIR "/run/netns/"

/**
 * nft_open - open a socket
 * @netns: name of a namespace as ip-netns(8) has it; NULL: the one we are in.
 *	The calling thread stays in that namespace
 * @nft: set to the socket, for nft_close()
 *
 * Return: 0; -ENOENT if there is no such namespace; -EPERM, or what else the
 * system said.
 */
int nft_open(const char *netns, struct nft **nft);

/** nft_close - close the socket; @nft may be NULL */
void nft_close(struct nft *nft);

/**
 * nft_read - read what the kernel has
 * @nft: the socket
 * @wanted: tables to read; NULL: all
 * @rules: whether to read which rules use each set
 * @live: zero-initialised; set to the tables with their sets, for
 *	state_free(). Sets of another type than ours come without elements,
 *	but for SET_PROTO_PORT where all tables are read; anonymous ones are
 *	left out. Chains come with tables of which a map is wanted
 *
 * What is read is all of one generation of the ruleset (live.steady), or, while
 * others commit to other tables without end, was twice the same.
 *
 * Return: 0; -EPERM; -EAGAIN if the ruleset changed each time while it was
 * read; -ENOMEM, or what else the kernel said.
 */
int nft_read(struct nft *nft, const struct state *wanted, bool rules, struct state *live);

/**
 * nft_commit - send a plan: one transaction, and one before it if sets must grow
 * @nft: the socket
 * @plan: with at least one change, and not refused
 * @generation: of the state that was planned on: anything committed since
 *	makes the kernel refuse. NULL: only what is in the way of the plan does
 * @refused: set to the change that the kernel refused, NULL if it named none
 *
 * Sets that are too small are grown in a transaction of their own, before: on failure they may
 * have been grown already.
 *
 * Return: 0; -ERESTART if the ruleset is not of that generation any more;
 * -EPERM; -ENOBUFS if it is not known whether it was committed (to be read
 * back); -ENOMEM, or what else the kernel said of a change.
 */
int nft_commit(struct nft *nft, const struct plan *plan, const uint32_t *generation,
	       const struct change **refused);

/** nft_can_check - whether a plan is small enough for nft_check(), and no more than elements */
bool nft_can_check(const struct plan *plan);

/**
 * nft_check - ask the kernel for each element that was sent
 * @plan: one that was committed, and nft_can_check() is true of
 * @equal: set to whether what was added is there, as it was sent, and what was
 *	deleted is not
 *
 * Return: 0, or what the kernel said.
 */
int nft_check(struct nft *nft, const struct plan *plan, bool *equal);

#endif
