/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An element as the kernel takes it. There can be tens of thousands: libnftnl,
 * which allocates each of them and its parts, took longer than all else that is
 * done with them here.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/batch.h"
#include "nft/wire.h"

static int32_t verdict_code(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_ACCEPT:
		return NF_ACCEPT;
	case VERDICT_NONE:
	case VERDICT_DROP:
		return NF_DROP;
	case VERDICT_CONTINUE:
		return NFT_CONTINUE;
	case VERDICT_RETURN:
		return NFT_RETURN;
	case VERDICT_JUMP:
		return NFT_JUMP;
	case VERDICT_GOTO:
		return NFT_GOTO;
	}
	return NF_DROP;
}

static void put_end(struct nlmsghdr *nlh, uint16_t attr, const void *key, size_t len)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, attr);

	mnl_attr_put(nlh, NFTA_DATA_VALUE, len, key);
	mnl_attr_nest_end(nlh, nest);
}

static void put_key(struct nlmsghdr *nlh, const struct set *set, const struct element *element)
{
	const uint32_t len = wire_key_len(set->type);
	struct wire_key key;

	if (element->catchall) {
		mnl_attr_put_u32(nlh, NFTA_SET_ELEM_FLAGS, htonl(NFT_SET_ELEM_CATCHALL));
		return;
	}
	wire_key_put(&element->key, &key);
	put_end(nlh, NFTA_SET_ELEM_KEY, key.first, len);
	if (set->backend == BACKEND_INTERVAL && set->type == SET_PORT_PROTO)
		put_end(nlh, NFTA_SET_ELEM_KEY_END, key.last, len);
}

static void put_verdict(struct nlmsghdr *nlh, const struct verdict *verdict)
{
	struct nlattr *data = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_DATA);
	struct nlattr *nest = mnl_attr_nest_start(nlh, NFTA_DATA_VERDICT);

	mnl_attr_put_u32(nlh, NFTA_VERDICT_CODE, htonl((uint32_t)verdict_code(verdict->kind)));
	if (verdict->chain)
		mnl_attr_put_strz(nlh, NFTA_VERDICT_CHAIN, verdict->chain);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_nest_end(nlh, data);
}

/* Where the set counts, the kernel gives each new element a counter at 0 by itself. */
static void put_counter(struct nlmsghdr *nlh, const struct element *element)
{
	struct nlattr *expr = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_EXPR);
	struct nlattr *data;

	mnl_attr_put_strz(nlh, NFTA_EXPR_NAME, "counter");
	data = mnl_attr_nest_start(nlh, NFTA_EXPR_DATA);
	mnl_attr_put_u64(nlh, NFTA_COUNTER_PACKETS, htobe64(element->packets));
	mnl_attr_put_u64(nlh, NFTA_COUNTER_BYTES, htobe64(element->bytes));
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, expr);
}

static void put_value(struct nlmsghdr *nlh, const struct set *set, const struct element *element)
{
	struct wire_userdata comment;

	if (element->comment) {
		wire_comment_put(element->comment, &comment);
		mnl_attr_put(nlh, NFTA_SET_ELEM_USERDATA, comment.len, comment.data);
	}
	if (element->timeout)
		mnl_attr_put_u64(nlh, NFTA_SET_ELEM_TIMEOUT, htobe64(element->timeout));
	if (element->timeout && element->expires)
		mnl_attr_put_u64(nlh, NFTA_SET_ELEM_EXPIRATION, htobe64(element->expires));
	if (set->map)
		put_verdict(nlh, &element->verdict);
	if (set->counter && element->has_counter)
		put_counter(nlh, element);
}

/* Behind a range in a set of ports alone stands an element that ends it. */
static void put_interval_end(struct nlmsghdr *nlh, uint16_t last, uint16_t *index)
{
	const uint16_t behind = htons((uint16_t)(last + 1));
	struct nlattr *nest;

	if (last == UINT16_MAX)
		return;
	nest = mnl_attr_nest_start(nlh, (*index)++);
	mnl_attr_put_u32(nlh, NFTA_SET_ELEM_FLAGS, htonl(NFT_SET_ELEM_INTERVAL_END));
	put_end(nlh, NFTA_SET_ELEM_KEY, &behind, sizeof(behind));
	mnl_attr_nest_end(nlh, nest);
}

void element_put(struct nlmsghdr *nlh, const struct set *set, const struct element *element,
		 bool value, uint16_t *index)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, (*index)++);

	put_key(nlh, set, element);
	if (value)
		put_value(nlh, set, element);
	mnl_attr_nest_end(nlh, nest);
	if (set->type == SET_PORT && set->backend == BACKEND_INTERVAL && !element->catchall)
		put_interval_end(nlh, element->key.last, index);
}
