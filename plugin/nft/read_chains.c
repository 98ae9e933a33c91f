/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The chains that a verdict can jump to. */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/attr.h"
#include "nft/read.h"
#include "nft/session.h"

struct reading {
	struct state *live;
	struct table *table;
};

static int on_chain(const struct nlmsghdr *nlh, void *data)
{
	const struct reading *reading = data;
	struct arena *arena = &reading->live->arena;
	struct table *table = reading->table;
	const char *table_name, *name;
	const char **chains;
	struct attrs attrs;

	attrs_of_message(nlh, &attrs);
	table_name = attr_text(&attrs, NFTA_CHAIN_TABLE);
	name = attr_text(&attrs, NFTA_CHAIN_NAME);
	if (!table_name || !name)
		return session_answer(-EPROTO);
	/* The kernel gives the chains of all tables of the family. */
	if (strcmp(table_name, table->name) != 0)
		return MNL_CB_OK;
	name = arena_strndup(arena, name, strlen(name));
	chains = arena_grow(arena, table->chains, table->n_chains, &table->room_chains,
			    sizeof(*chains));
	if (!name || !chains)
		return session_answer(-ENOMEM);
	table->chains = chains;
	chains[table->n_chains++] = name;
	return MNL_CB_OK;
}

int read_chains(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETCHAIN, table->family, NLM_F_DUMP);
	return session_ask(nft, nlh, on_chain, &reading);
}
