/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules use which set: what a refusal has to name. */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/attr.h"
#include "nft/read.h"
#include "nft/session.h"

struct reading {
	struct state *live;
	struct table *table;
	const char *chain; /* of the rule that is read */
	uint64_t handle;
};

/* The expressions that name a set, and where each keeps the name. */
static const char *expr_set(const char *name, const struct attrs *expr)
{
	static const struct {
		const char *name;
		unsigned int type;
	} kinds[] = {
		{ "lookup", NFTA_LOOKUP_SET },
		{ "dynset", NFTA_DYNSET_SET_NAME },
		{ "objref", NFTA_OBJREF_SET_NAME },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(name, kinds[i].name))
			return attr_text(expr, kinds[i].type);
	return NULL;
}

static int add_rule(const struct reading *reading, struct set *set)
{
	struct arena *arena = &reading->live->arena;
	struct rule_ref *rules;
	const char *chain;

	/* A rule may look into one set twice. */
	if (set->n_rules && set->rules[set->n_rules - 1].handle == reading->handle)
		return 0;
	chain = arena_strndup(arena, reading->chain, strlen(reading->chain));
	rules = arena_grow(arena, set->rules, set->n_rules, &set->room_rules, sizeof(*rules));
	if (!chain || !rules)
		return -ENOMEM;
	set->rules = rules;
	rules[set->n_rules++] = (struct rule_ref){ .chain = chain, .handle = reading->handle };
	return 0;
}

static int on_expr(const char *name, const struct attrs *expr, void *data)
{
	const struct reading *reading = data;
	const char *set_name = expr_set(name, expr);
	struct set *set = set_name ? table_set(reading->table, set_name) : NULL;

	return set ? add_rule(reading, set) : 0;
}

static int on_rule(const struct nlmsghdr *nlh, void *data)
{
	struct reading *reading = data;
	struct attrs attrs;

	attrs_of_message(nlh, &attrs);
	reading->chain = attr_text(&attrs, NFTA_RULE_CHAIN);
	reading->handle = attr_u64(&attrs, NFTA_RULE_HANDLE);
	if (!reading->chain)
		return session_answer(-EPROTO);
	return session_answer(attr_each_expr(&attrs, 0, NFTA_RULE_EXPRESSIONS, on_expr, reading));
}

int read_rules(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETRULE, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_RULE_TABLE, table->name);
	return session_ask(nft, nlh, on_rule, &reading);
}
