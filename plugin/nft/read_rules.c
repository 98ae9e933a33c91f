/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules use which set: what a refusal has to name. */
#include <stdio.h> /* libnftnl/expr.h does not include what it uses */

#include <errno.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/read.h"
#include "nft/session.h"

struct reading {
	struct state *live;
	struct table *table;
	const struct nftnl_rule *rule;
};

/* The expressions that name a set, and where each keeps the name. */
static const char *expr_set(const struct nftnl_expr *expr)
{
	static const struct {
		const char *expr;
		uint16_t attr;
	} names[] = {
		{ "lookup", NFTNL_EXPR_LOOKUP_SET },
		{ "dynset", NFTNL_EXPR_DYNSET_SET_NAME },
		{ "objref", NFTNL_EXPR_OBJREF_SET_NAME },
	};
	const char *name = nftnl_expr_get_str(expr, NFTNL_EXPR_NAME);

	for (size_t i = 0; name && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i].expr) && nftnl_expr_is_set(expr, names[i].attr))
			return nftnl_expr_get_str(expr, names[i].attr);
	return NULL;
}

static int add_rule(const struct reading *reading, struct set *set)
{
	const uint64_t handle = nftnl_rule_get_u64(reading->rule, NFTNL_RULE_HANDLE);
	const char *chain = nftnl_rule_get_str(reading->rule, NFTNL_RULE_CHAIN);
	struct arena *arena = &reading->live->arena;
	struct rule_ref *rules;

	/* A rule may look into one set twice. */
	if (set->n_rules && set->rules[set->n_rules - 1].handle == handle)
		return 0;
	chain = arena_strndup(arena, chain, strlen(chain));
	rules = arena_grow(arena, set->rules, set->n_rules, sizeof(*rules));
	if (!chain || !rules)
		return -ENOMEM;
	set->rules = rules;
	rules[set->n_rules++] = (struct rule_ref){ .chain = chain, .handle = handle };
	return 0;
}

static int on_expr(struct nftnl_expr *expr, void *data)
{
	const struct reading *reading = data;
	const char *name = expr_set(expr);
	struct set *set = name ? table_set(reading->table, name) : NULL;
	int err = set ? add_rule(reading, set) : 0;

	if (err)
		errno = -err;
	return err;
}

static int on_rule(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_rule *rule = nftnl_rule_alloc();
	struct reading *reading = data;
	int ret = MNL_CB_ERROR;

	if (!rule)
		return MNL_CB_ERROR;
	reading->rule = rule;
	if (nftnl_rule_nlmsg_parse(nlh, rule) < 0 || !nftnl_rule_is_set(rule, NFTNL_RULE_CHAIN) ||
	    !nftnl_rule_is_set(rule, NFTNL_RULE_HANDLE))
		errno = EPROTO;
	else if (nftnl_expr_foreach(rule, on_expr, reading) >= 0)
		ret = MNL_CB_OK;
	nftnl_rule_free(rule);
	return ret;
}

int read_rules(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETRULE, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_RULE_TABLE, table->name);
	return session_ask(nft, nlh, on_rule, &reading);
}
