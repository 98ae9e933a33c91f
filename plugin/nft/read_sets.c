/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h> /* libnftnl/expr.h does not include what it uses */

#include <errno.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/read.h"
#include "nft/session.h"
#include "nft/wire.h"

struct reading {
	struct state *live;
	struct table *table;
};

static uint32_t get_u32(const struct nftnl_set *from, uint16_t attr)
{
	return nftnl_set_is_set(from, attr) ? nftnl_set_get_u32(from, attr) : 0;
}

static bool is_port_proto(const struct nftnl_set *from)
{
	return get_u32(from, NFTNL_SET_KEY_TYPE) == WIRE_KEY_TYPE &&
	       get_u32(from, NFTNL_SET_KEY_LEN) == WIRE_KEY_LEN;
}

/* Set-level statements: a counter is ours to understand, anything else is not. */
static int on_statement(struct nftnl_expr *expr, void *data)
{
	const char *name = nftnl_expr_get_str(expr, NFTNL_EXPR_NAME);
	struct set *set = data;

	if (name && !strcmp(name, "counter"))
		set->counter = true;
	else
		set->unusable = "has a statement other than a counter";
	return 0;
}

static const char *why_unusable(const struct nftnl_set *from, uint32_t flags)
{
	if (flags & (NFT_SET_MAP | NFT_SET_OBJECT))
		return "is a map";
	if (!is_port_proto(from))
		return "is not of type inet_service . inet_proto";
	if (flags & NFT_SET_CONSTANT)
		return "has the flag constant";
	if (nftnl_set_is_set(from, NFTNL_SET_TIMEOUT) && nftnl_set_get_u64(from, NFTNL_SET_TIMEOUT))
		return "has a timeout of its own, which every element would get";
	return NULL;
}

static int add_set(const struct reading *reading, const struct nftnl_set *from)
{
	const uint32_t flags = get_u32(from, NFTNL_SET_FLAGS);
	const void *userdata;
	struct set *set;
	uint32_t len = 0;

	if (flags & NFT_SET_ANONYMOUS)
		return 0;
	set = table_add_set(reading->live, reading->table, nftnl_set_get_str(from, NFTNL_SET_NAME));
	if (!set)
		return -ENOMEM;
	set->unusable = why_unusable(from, flags);
	set->type = is_port_proto(from) && !(flags & (NFT_SET_MAP | NFT_SET_OBJECT))
			    ? SET_PORT_PROTO
			    : SET_OTHER;
	set->backend = flags & NFT_SET_INTERVAL ? BACKEND_INTERVAL : BACKEND_HASH;
	set->size = get_u32(from, NFTNL_SET_DESC_SIZE);
	nftnl_set_expr_foreach(from, on_statement, set);
	if (nftnl_set_is_set(from, NFTNL_SET_USERDATA)) {
		userdata = nftnl_set_get_data(from, NFTNL_SET_USERDATA, &len);
		set->ours = wire_mark_get(userdata, len);
	}
	return 0;
}

static int on_set(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_set *from = nftnl_set_alloc();
	int err;

	if (!from)
		return MNL_CB_ERROR;
	if (nftnl_set_nlmsg_parse(nlh, from) < 0 || !nftnl_set_is_set(from, NFTNL_SET_NAME))
		err = -EPROTO;
	else
		err = add_set(data, from);
	nftnl_set_free(from);
	if (!err)
		return MNL_CB_OK;
	errno = -err;
	return MNL_CB_ERROR;
}

int read_sets(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETSET, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_SET_TABLE, table->name);
	return session_ask(nft, nlh, on_set, &reading);
}
