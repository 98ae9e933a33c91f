/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least that the kernel and libnftnl cost: one batch that makes the same
 * table, set and elements as apply does, from a list that is there already, and
 * one dump of it. No policy, no registry, no plan, no comparison.
 *
 * Reads lines "PORT PROTOCOL COMMENT" from standard input.
 */
#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <libnftnl/common.h>
#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define KEY_TYPE (13 << 6 | 12)
#define KEY_LEN 8
#define MESSAGE_ELEMENTS 60000

static char buffer[16 << 20];
static size_t used;
static uint32_t seq;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static struct nlmsghdr *begin(uint16_t type, uint16_t flags)
{
	return nftnl_nlmsg_build_hdr(buffer + used, type, NFPROTO_INET, flags, seq++);
}

static void end(const struct nlmsghdr *nlh)
{
	used += MNL_ALIGN(nlh->nlmsg_len);
}

static void put_table(void)
{
	struct nlmsghdr *nlh = begin(NFT_MSG_NEWTABLE, NLM_F_CREATE);

	mnl_attr_put_strz(nlh, NFTA_TABLE_NAME, "filter");
	end(nlh);
}

static void put_set(uint32_t size)
{
	struct nlmsghdr *nlh = begin(NFT_MSG_NEWSET, NLM_F_CREATE);
	struct nftnl_set *set = nftnl_set_alloc();

	nftnl_set_set_str(set, NFTNL_SET_TABLE, "filter");
	nftnl_set_set_str(set, NFTNL_SET_NAME, "every");
	nftnl_set_set_u32(set, NFTNL_SET_ID, 1);
	nftnl_set_set_u32(set, NFTNL_SET_FLAGS, 0);
	nftnl_set_set_u32(set, NFTNL_SET_KEY_TYPE, KEY_TYPE);
	nftnl_set_set_u32(set, NFTNL_SET_KEY_LEN, KEY_LEN);
	nftnl_set_set_u32(set, NFTNL_SET_DESC_SIZE, size);
	nftnl_set_nlmsg_build_payload(nlh, set);
	nftnl_set_free(set);
	end(nlh);
}

static void put_element(struct nlmsghdr *nlh, const char *line, int index)
{
	struct nftnl_set_elem *elem = nftnl_set_elem_alloc();
	uint8_t key[KEY_LEN] = { 0 }, userdata[256];
	unsigned int port, protocol;
	char comment[129];
	uint16_t wire;
	size_t len;

	if (sscanf(line, "%u %u %128[^\n]", &port, &protocol, comment) != 3)
		exit(2);
	wire = htons((uint16_t)port);
	memcpy(key, &wire, sizeof(wire));
	key[4] = (uint8_t)protocol;
	len = strlen(comment) + 1;
	userdata[0] = NFTNL_UDATA_SET_ELEM_COMMENT;
	userdata[1] = (uint8_t)len;
	memcpy(userdata + 2, comment, len);
	nftnl_set_elem_set(elem, NFTNL_SET_ELEM_KEY, key, sizeof(key));
	nftnl_set_elem_set(elem, NFTNL_SET_ELEM_USERDATA, userdata, (uint32_t)len + 2);
	nftnl_set_elem_nlmsg_build(nlh, elem, index);
	nftnl_set_elem_free(elem);
}

static void put_elements(void)
{
	char line[256];
	char *more = fgets(line, sizeof(line), stdin);

	while (more) {
		struct nlmsghdr *nlh = begin(NFT_MSG_NEWSETELEM, NLM_F_CREATE | NLM_F_ACK);
		struct nlattr *list;

		mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, "filter");
		mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, "every");
		list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
		for (int i = 1; more && nlh->nlmsg_len < MESSAGE_ELEMENTS; i++) {
			put_element(nlh, line, i);
			more = fgets(line, sizeof(line), stdin);
		}
		mnl_attr_nest_end(nlh, list);
		end(nlh);
	}
}

static int on_message(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_set *set = nftnl_set_alloc();

	(void)data;
	if (nftnl_set_elems_nlmsg_parse(nlh, set) < 0)
		die("parse");
	nftnl_set_free(set);
	return MNL_CB_OK;
}

static void dump(struct mnl_socket *socket)
{
	struct nlmsghdr *nlh;
	int ret = 1;

	used = 0;
	nlh = begin(NFT_MSG_GETSETELEM, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, "filter");
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, "every");
	if (mnl_socket_sendto(socket, nlh, nlh->nlmsg_len) < 0)
		die("send");
	while (ret > 0) {
		ssize_t len = mnl_socket_recvfrom(socket, buffer, 65536);

		ret = len < 0 ? -1 : mnl_cb_run(buffer, (size_t)len, 0, 0, on_message, NULL);
	}
	if (ret < 0)
		die("dump");
}

int main(void)
{
	const int room = 4 << 20;
	struct mnl_socket *socket = mnl_socket_open(NETLINK_NETFILTER);
	int ret = 1;

	if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		die("socket");
	setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));

	end(nftnl_batch_begin(buffer + used, seq++));
	put_table();
	put_set(24576);
	put_elements();
	end(nftnl_batch_end(buffer + used, seq++));
	if (mnl_socket_sendto(socket, buffer, used) < 0)
		die("send");
	while (ret > 0) {
		ssize_t len = recv(mnl_socket_get_fd(socket), buffer, 65536, MSG_DONTWAIT);

		if (len < 0)
			break;
		ret = mnl_cb_run(buffer, (size_t)len, 0, 0, NULL, NULL) < 0 ? -1 : 1;
	}
	if (ret < 0)
		die("batch");
	dump(socket);
	mnl_socket_close(socket);
	return 0;
}
