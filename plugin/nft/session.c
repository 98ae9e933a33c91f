/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/session.h"

#include <errno.h>
#include <fcntl.h>
#include <libnftnl/common.h>
#include <limits.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "nft/attr.h"

static int enter_netns(const char *name)
{
	char path[sizeof(NETNS_DIR) + NAME_MAX];
	int err = 0;
	int fd;

	if (!*name || strchr(name, '/') || strlen(name) > NAME_MAX)
		return -ENOENT;
	snprintf(path, sizeof(path), NETNS_DIR "%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (setns(fd, CLONE_NEWNET) < 0)
		err = -errno;
	close(fd);
	return err;
}

int nft_open(const char *netns, struct nft **nft)
{
	struct nft *session;
	int err;

	err = netns ? enter_netns(netns) : 0;
	if (err)
		return err;
	session = calloc(1, sizeof(*session));
	if (!session)
		return -ENOMEM;
	session->socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (!session->socket || mnl_socket_bind(session->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		err = -errno;
		nft_close(session);
		return err;
	}
	session->portid = mnl_socket_get_portid(session->socket);
	session->seq = (uint32_t)time(NULL);
	*nft = session;
	return 0;
}

void nft_close(struct nft *nft)
{
	if (!nft)
		return;
	if (nft->socket)
		mnl_socket_close(nft->socket);
	free(nft);
}

struct nlmsghdr *session_begin(struct nft *nft, uint16_t type, uint8_t family, uint16_t flags)
{
	/* Without NLM_F_ACK, only a dump would have an end. */
	if (!(flags & NLM_F_DUMP))
		flags |= NLM_F_ACK;
	return nftnl_nlmsg_build_hdr(nft->buffer, type, family, flags, ++nft->seq);
}

/*
 * An interrupted dump is read to its end like any other, because a busy
 * neighbour can interrupt every dump. The reader compares the generation
 * before and after instead.
 */
static ssize_t receive(struct nft *nft)
{
	const ssize_t len = mnl_socket_recvfrom(nft->socket, nft->buffer, sizeof(nft->buffer));
	struct nlmsghdr *nlh = (struct nlmsghdr *)nft->buffer;

	if (len < 0)
		return -errno;
	for (int rest = (int)len; mnl_nlmsg_ok(nlh, rest); nlh = mnl_nlmsg_next(nlh, &rest))
		nlh->nlmsg_flags &= (uint16_t)~NLM_F_DUMP_INTR;
	return len;
}

/* Positive if the answer goes on after this part, 0 at its end, or -errno. */
static int look_for_end(const struct nft *nft, uint32_t seq, ssize_t len)
{
	const int ret = mnl_cb_run(nft->buffer, (size_t)len, seq, nft->portid, NULL, NULL);

	return ret < 0 ? -errno : ret;
}

/* Leftovers would be taken for the reply to the next request. */
static void skip_rest(struct nft *nft, uint32_t seq)
{
	ssize_t len;

	do
		len = receive(nft);
	while (len >= 0 && look_for_end(nft, seq, len) > MNL_CB_STOP);
}

int session_ask(struct nft *nft, struct nlmsghdr *question, mnl_cb_t answer, void *data)
{
	const uint32_t seq = question->nlmsg_seq;
	ssize_t len;
	int ret, err;

	if (mnl_socket_sendto(nft->socket, question, question->nlmsg_len) < 0)
		return -errno;
	do {
		len = receive(nft);
		if (len < 0)
			return (int)len;
		ret = mnl_cb_run(nft->buffer, (size_t)len, seq, nft->portid, answer, data);
	} while (ret > MNL_CB_STOP);
	err = ret < 0 ? -errno : 0;
	if (err && look_for_end(nft, seq, len) > MNL_CB_STOP)
		skip_rest(nft, seq);
	return err;
}

int session_callback_result(int err)
{
	if (!err)
		return MNL_CB_OK;
	errno = -err;
	return MNL_CB_ERROR;
}

static int on_generation(const struct nlmsghdr *nlh, void *data)
{
	uint32_t *generation = data;
	struct attrs attrs;

	attrs_of_message(nlh, &attrs);
	if (!attrs.at[NFTA_GEN_ID])
		return session_callback_result(-EPROTO);
	*generation = attr_u32(&attrs, NFTA_GEN_ID);
	return MNL_CB_OK;
}

int session_generation(struct nft *nft, uint32_t *generation)
{
	struct nlmsghdr *nlh = session_begin(nft, NFT_MSG_GETGEN, AF_UNSPEC, 0);

	return session_ask(nft, nlh, on_generation, generation);
}
