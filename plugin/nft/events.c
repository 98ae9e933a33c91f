/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/events.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "nft/attr.h"
#include "nft/session.h"

/* A program that commits all the time must not keep us here. */
#define READ_MAX 4096

/* Room for some thousand small transactions between two reads. */
#define HEARD_ROOM (2 << 20)

struct nft_events {
	struct mnl_socket *socket;
	bool ours; /* the current transaction changed a table of ours */
	_Alignas(struct nlmsghdr) char buffer[SESSION_BUFFER];
};

int nft_events_open(struct nft_events **events)
{
	struct nft_events *listener = calloc(1, sizeof(*listener));
	const int room = HEARD_ROOM;
	int err;

	if (!listener)
		return -ENOMEM;
	listener->socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!listener->socket || mnl_socket_bind(listener->socket, 1 << (NFNLGRP_NFTABLES - 1),
						 MNL_SOCKET_AUTOPID) < 0) {
		err = -errno;
		nft_events_close(listener);
		return err;
	}
	/* Less room is not an error: what does not fit is reported as lost. */
	setsockopt(nft_events_fd(listener), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	*events = listener;
	return 0;
}

void nft_events_close(struct nft_events *events)
{
	if (!events)
		return;
	if (events->socket)
		mnl_socket_close(events->socket);
	free(events);
}

int nft_events_fd(const struct nft_events *events)
{
	return mnl_socket_get_fd(events->socket);
}

/* All messages have the table's name in the same attribute. */
static bool is_ours(const struct nlmsghdr *nlh, const struct attrs *attrs, const struct state *ours)
{
	const unsigned int type = NFNL_MSG_TYPE(nlh->nlmsg_type);
	const char *table_name = attr_text(attrs, NFTA_TABLE_NAME);
	const struct table *table;
	const char *set;

	table = table_name ? state_table(ours, attr_family(nlh), table_name) : NULL;
	if (!table)
		return false;
	if (type != NFT_MSG_NEWSETELEM && type != NFT_MSG_DELSETELEM)
		return true;
	set = attr_text(attrs, NFTA_SET_ELEM_LIST_SET);
	return set && table_set(table, set);
}

/*
 * The end of a transaction names its program. Another nftsvc may have removed what is
 * watched, so it always counts.
 */
static void on_end(const struct attrs *attrs, struct nft_events *events, struct nft_changes *news)
{
	const char *process = attr_text(attrs, NFTA_GEN_PROC_NAME);

	if (!events->ours && !(process && !strcmp(process, "nftsvc")))
		return;
	events->ours = false;
	news->ours = true;
	news->pid = attr_u32(attrs, NFTA_GEN_PROC_PID);
	memset(news->process, 0, sizeof(news->process));
	if (process)
		strncpy(news->process, process, sizeof(news->process) - 1);
}

static void on_message(const struct nlmsghdr *nlh, struct nft_events *events, uint32_t self,
		       const struct state *ours, struct nft_changes *news)
{
	struct attrs attrs;

	if (NFNL_SUBSYS_ID(nlh->nlmsg_type) != NFNL_SUBSYS_NFTABLES || nlh->nlmsg_pid == self)
		return;
	attrs_of_message(nlh, &attrs);
	if (NFNL_MSG_TYPE(nlh->nlmsg_type) == NFT_MSG_NEWGEN)
		on_end(&attrs, events, news);
	else if (!events->ours)
		events->ours = is_ours(nlh, &attrs, ours);
}

/* The lost messages may include the end of a transaction, or all of it. */
static void on_loss(struct nft_events *events, struct nft_changes *news)
{
	events->ours = false;
	*news = (struct nft_changes){ .lost = true };
}

/*
 * The messages of one datagram. A truncated message, and all after it, count as lost.
 * The length is checked here because libmnl 1.0.4 takes one over INT_MAX for negative.
 */
static void on_datagram(struct nft_events *events, int len, uint32_t self, const struct state *ours,
			struct nft_changes *news)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)events->buffer;

	while (mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= (uint32_t)len) {
		on_message(nlh, events, self, ours, news);
		nlh = mnl_nlmsg_next(nlh, &len);
	}
	if (len > 0)
		on_loss(events, news);
}

int nft_events_read(struct nft_events *events, const struct nft *self, const struct state *ours,
		    struct nft_changes *news)
{
	for (int i = 0; i < READ_MAX; i++) {
		const ssize_t got = recv(nft_events_fd(events), events->buffer,
					 sizeof(events->buffer), MSG_DONTWAIT | MSG_TRUNC);

		if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno != ENOBUFS)
			return -errno;
		if (got < 0 || got > (ssize_t)sizeof(events->buffer)) {
			on_loss(events, news);
			continue;
		}
		on_datagram(events, (int)got, self->portid, ours, news);
	}
	return 0;
}
