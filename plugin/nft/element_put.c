/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An element as the kernel takes it. */
#include <stdio.h> /* libnftnl/expr.h does not include what it uses */

#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>
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

static int put_key(struct nftnl_set_elem *to, const struct set *set, const struct element *element)
{
	const uint32_t len = wire_key_len(set->type);
	struct wire_key key;

	if (element->catchall) {
		nftnl_set_elem_set_u32(to, NFTNL_SET_ELEM_FLAGS, NFT_SET_ELEM_CATCHALL);
		return 0;
	}
	wire_key_put(&element->key, &key);
	if (nftnl_set_elem_set(to, NFTNL_SET_ELEM_KEY, key.first, len) < 0)
		return -ENOMEM;
	if (set->backend == BACKEND_INTERVAL && set->type == SET_PORT_PROTO &&
	    nftnl_set_elem_set(to, NFTNL_SET_ELEM_KEY_END, key.last, len) < 0)
		return -ENOMEM;
	return 0;
}

/* Where the set counts, the kernel gives each new element a counter at 0 by itself. */
static int put_counter(struct nftnl_set_elem *to, const struct set *set,
		       const struct element *element)
{
	struct nftnl_expr *counter;

	if (!set->counter || !element->has_counter)
		return 0;
	counter = nftnl_expr_alloc("counter");
	if (!counter)
		return -ENOMEM;
	nftnl_expr_set_u64(counter, NFTNL_EXPR_CTR_PACKETS, element->packets);
	nftnl_expr_set_u64(counter, NFTNL_EXPR_CTR_BYTES, element->bytes);
	nftnl_set_elem_add_expr(to, counter);
	return 0;
}

static int put_value(struct nftnl_set_elem *to, const struct set *set,
		     const struct element *element)
{
	struct wire_userdata comment;

	if (element->comment) {
		wire_comment_put(element->comment, &comment);
		if (nftnl_set_elem_set(to, NFTNL_SET_ELEM_USERDATA, comment.data, comment.len) < 0)
			return -ENOMEM;
	}
	if (element->timeout)
		nftnl_set_elem_set_u64(to, NFTNL_SET_ELEM_TIMEOUT, element->timeout);
	if (element->timeout && element->expires)
		nftnl_set_elem_set_u64(to, NFTNL_SET_ELEM_EXPIRATION, element->expires);
	if (set->map)
		nftnl_set_elem_set_u32(to, NFTNL_SET_ELEM_VERDICT,
				       (uint32_t)verdict_code(element->verdict.kind));
	if (element->verdict.chain &&
	    nftnl_set_elem_set_str(to, NFTNL_SET_ELEM_CHAIN, element->verdict.chain) < 0)
		return -ENOMEM;
	return put_counter(to, set, element);
}

/* Behind a range in a set of ports alone stands an element that ends it. */
static int put_interval_end(struct nlmsghdr *nlh, uint16_t last, int *index)
{
	const uint16_t behind = htons((uint16_t)(last + 1));
	struct nftnl_set_elem *to;
	int err = -ENOMEM;

	if (last == UINT16_MAX)
		return 0;
	to = nftnl_set_elem_alloc();
	if (!to)
		return -ENOMEM;
	if (nftnl_set_elem_set(to, NFTNL_SET_ELEM_KEY, &behind, sizeof(behind)) == 0) {
		nftnl_set_elem_set_u32(to, NFTNL_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
		nftnl_set_elem_nlmsg_build(nlh, to, (*index)++);
		err = 0;
	}
	nftnl_set_elem_free(to);
	return err;
}

int element_put(struct nlmsghdr *nlh, const struct set *set, const struct element *element,
		bool value, int *index)
{
	struct nftnl_set_elem *to = nftnl_set_elem_alloc();
	int err;

	if (!to)
		return -ENOMEM;
	err = put_key(to, set, element);
	if (!err && value)
		err = put_value(to, set, element);
	if (!err)
		nftnl_set_elem_nlmsg_build(nlh, to, (*index)++);
	nftnl_set_elem_free(to);
	if (err || set->type != SET_PORT || set->backend != BACKEND_INTERVAL || element->catchall)
		return err;
	return put_interval_end(nlh, element->key.last, index);
}
