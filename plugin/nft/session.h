/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A netlink socket and its requests. */
#ifndef NFTSVC_NFT_SESSION_H
#define NFTSVC_NFT_SESSION_H

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

#include "nft/nft.h"

/* The kernel sends at most 32 KiB at once. */
#define SESSION_BUFFER 65536

struct nft {
	struct mnl_socket *socket;
	unsigned int portid;
	uint32_t seq;
	char buffer[SESSION_BUFFER];
};

/** session_begin - start a request in the session's buffer, for session_ask() */
struct nlmsghdr *session_begin(struct nft *nft, uint16_t type, uint8_t family, uint16_t flags);

/**
 * session_ask - send a request and pass each message of the reply to @answer
 *
 * The reply is read to its end, also if @answer fails. An interrupted dump (NLM_F_DUMP) is
 * not reported: compare session_generation() before and after.
 *
 * Return: 0, or a negative errno value from the kernel or from @answer (which
 * sets errno and returns MNL_CB_ERROR).
 */
int session_ask(struct nft *nft, struct nlmsghdr *question, mnl_cb_t answer, void *data);

/** session_callback_result - what a callback returns for 0 or a negative errno value */
int session_callback_result(int err);

/** session_generation - read the current generation of the ruleset */
int session_generation(struct nft *nft, uint32_t *generation);

#endif
