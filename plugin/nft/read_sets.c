/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/attr.h"
#include "nft/read.h"
#include "nft/session.h"
#include "nft/wire.h"

/* Linux 6.16 and later: how many elements a set has. */
#define SET_COUNT 20

struct reading {
	struct state *live;
	struct table *table;
};

/* Set-level statements: a counter is ours to understand, anything else is not. */
static int on_statement(const char *name, const struct attrs *expr, void *data)
{
	struct set *set = data;

	(void)expr;
	if (!strcmp(name, "counter"))
		set->counter = true;
	else
		set->unusable = "has a statement other than a counter";
	return 0;
}

static const char *why_unusable(const struct attrs *attrs)
{
	const uint32_t flags = attr_u32(attrs, NFTA_SET_FLAGS);

	if (flags & NFT_SET_OBJECT)
		return "is a map of objects";
	if (flags & NFT_SET_MAP && attr_u32(attrs, NFTA_SET_DATA_TYPE) != NFT_DATA_VERDICT)
		return "is a map, and not of verdicts";
	if (flags & NFT_SET_CONSTANT)
		return "has the flag constant";
	if (attr_u64(attrs, NFTA_SET_TIMEOUT))
		return "has a timeout of its own, which every element would get";
	return NULL;
}

static int on_set(const struct nlmsghdr *nlh, void *data)
{
	const struct reading *reading = data;
	struct attrs attrs, desc;
	const void *userdata;
	const char *name;
	struct set *set;
	uint32_t flags, len;

	attrs_of_message(nlh, &attrs);
	attrs_of_nest(attrs.at[NFTA_SET_DESC], &desc);
	name = attr_text(&attrs, NFTA_SET_NAME);
	if (!name)
		return session_answer(-EPROTO);
	flags = attr_u32(&attrs, NFTA_SET_FLAGS);
	if (flags & NFT_SET_ANONYMOUS)
		return MNL_CB_OK;
	set = table_add_set(reading->live, reading->table, name);
	if (!set)
		return session_answer(-ENOMEM);
	set->type = wire_set_type(attr_u32(&attrs, NFTA_SET_KEY_TYPE),
				  attr_u32(&attrs, NFTA_SET_KEY_LEN));
	set->unusable = why_unusable(&attrs);
	set->backend = flags & NFT_SET_INTERVAL ? BACKEND_INTERVAL : BACKEND_HASH;
	set->map = flags & NFT_SET_MAP;
	set->timeouts = flags & NFT_SET_TIMEOUT;
	set->size = attr_u32(&desc, NFTA_SET_DESC_SIZE);
	attr_each_expr(&attrs, NFTA_SET_EXPR, NFTA_SET_EXPRESSIONS, on_statement, set);
	userdata = attr_bytes(&attrs, NFTA_SET_USERDATA, &len);
	set->ours = wire_mark_get(userdata, len);
	set->told = attr_u32(&attrs, SET_COUNT);
	return MNL_CB_OK;
}

int read_sets(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETSET, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_SET_TABLE, table->name);
	return session_ask(nft, nlh, on_set, &reading);
}
