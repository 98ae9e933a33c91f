/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the live state: tables, sets, chains and rules. */
#include "nft/read.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/attr.h"
#include "nft/session.h"
#include "nft/wire.h"

/* NFTA_SET_COUNT, Linux 6.16 and later: the number of elements. */
#define SET_COUNT 20

/* A table while it is read, and the state that holds its memory. */
struct reading {
	struct state *live;
	struct table *table;
	const char *chain; /* of the rule that is read */
	uint64_t handle;
};

/* Statements of a set: only counters are supported. */
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
		return session_callback_result(-EPROTO);
	flags = attr_u32(&attrs, NFTA_SET_FLAGS);
	if (flags & NFT_SET_ANONYMOUS)
		return MNL_CB_OK;
	set = table_add_set(reading->live, reading->table, name);
	if (!set)
		return session_callback_result(-ENOMEM);
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
	set->kernel_count = attr_u32(&attrs, SET_COUNT);
	return MNL_CB_OK;
}

static int read_sets(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETSET, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_SET_TABLE, table->name);
	return session_ask(nft, nlh, on_set, &reading);
}

/* Chains that a verdict can jump to. */

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
		return session_callback_result(-EPROTO);
	/* The kernel dumps the chains of all tables of the family. */
	if (strcmp(table_name, table->name) != 0)
		return MNL_CB_OK;
	name = arena_strndup(arena, name, strlen(name));
	chains = arena_grow(arena, table->chains, table->n_chains, &table->room_chains,
			    sizeof(*chains));
	if (!name || !chains)
		return session_callback_result(-ENOMEM);
	table->chains = chains;
	chains[table->n_chains++] = name;
	return MNL_CB_OK;
}

static int read_chains(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETCHAIN, table->family, NLM_F_DUMP);
	return session_ask(nft, nlh, on_chain, &reading);
}

/* Rules that use sets, to name them in findings. */

/* Expressions that name a set, and the attribute of the name. */
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

	/* A rule may use a set twice. */
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
		return session_callback_result(-EPROTO);
	return session_callback_result(
		attr_each_expr(&attrs, 0, NFTA_RULE_EXPRESSIONS, on_expr, reading));
}

static int read_rules(struct nft *nft, struct state *live, struct table *table)
{
	struct reading reading = { .live = live, .table = table };
	struct nlmsghdr *nlh;

	nlh = session_begin(nft, NFT_MSG_GETRULE, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_RULE_TABLE, table->name);
	return session_ask(nft, nlh, on_rule, &reading);
}

/* The whole state, read until no commit came in between. */

/* A program that commits all the time must not keep us here forever. */
#define READ_ATTEMPTS 32

static int on_table(const struct nlmsghdr *nlh, void *data)
{
	struct state *live = data;
	struct table *table;
	const void *userdata;
	struct attrs attrs;
	const char *name;
	uint32_t len;

	attrs_of_message(nlh, &attrs);
	name = attr_text(&attrs, NFTA_TABLE_NAME);
	if (!name)
		return session_callback_result(-EPROTO);
	table = state_add_table(live, attr_family(nlh), name);
	if (!table)
		return session_callback_result(-ENOMEM);
	table->use = attr_u32(&attrs, NFTA_TABLE_USE);
	userdata = attr_bytes(&attrs, NFTA_TABLE_USERDATA, &len);
	table->ours = wire_mark_get(userdata, len);
	return MNL_CB_OK;
}

static int read_tables(struct nft *nft, const struct state *wanted, struct state *live)
{
	struct nlmsghdr *nlh;
	int err = 0;

	if (!wanted) {
		nlh = session_begin(nft, NFT_MSG_GETTABLE, AF_UNSPEC, NLM_F_DUMP);
		return session_ask(nft, nlh, on_table, live);
	}
	for (size_t i = 0; !err && i < wanted->n; i++) {
		nlh = session_begin(nft, NFT_MSG_GETTABLE, wanted->tables[i].family, 0);
		mnl_attr_put_strz(nlh, NFTA_TABLE_NAME, wanted->tables[i].name);
		err = session_ask(nft, nlh, on_table, live);
		if (err == -ENOENT)
			err = 0;
	}
	return err;
}

static int read_outline(struct nft *nft, const struct state *wanted, struct state *live)
{
	uint32_t generation = 0;
	int err = session_generation(nft, &generation);

	if (!err)
		err = read_tables(nft, wanted, live);
	for (size_t i = 0; !err && i < live->n; i++)
		err = read_sets(nft, live, &live->tables[i]);
	live->generation = generation;
	if (err)
		state_free(live);
	return err;
}

/* Sets of types that we do not fill are read only if everything is read. */
static bool is_of_interest(const struct set *set, const struct state *wanted)
{
	return wanted ? set_type_is_ours(set->type) : set->type != SET_OTHER;
}

static int read_all_elements(struct nft *nft, const struct state *wanted, struct state *live)
{
	int err = 0;

	for (size_t i = 0; !err && i < live->n; i++) {
		struct table *table = &live->tables[i];

		for (size_t j = 0; !err && j < table->n; j++)
			if (is_of_interest(&table->sets[j], wanted))
				err = read_elements(nft, live, table, &table->sets[j]);
	}
	return err;
}

/* Chains are read for maps, whose verdicts may jump to them. */
static bool needs_chains(const struct state *wanted, const struct table *table)
{
	const struct table *named = wanted ? state_table(wanted, table->family, table->name) : NULL;

	for (size_t i = 0; named && i < named->n; i++)
		if (named->sets[i].map)
			return true;
	return false;
}

static int read_surroundings(struct nft *nft, const struct state *wanted, bool rules,
			     struct state *live)
{
	int err = 0;

	for (size_t i = 0; !err && i < live->n; i++) {
		struct table *table = &live->tables[i];

		if (needs_chains(wanted, table))
			err = read_chains(nft, live, table);
		if (!err && rules)
			err = read_rules(nft, live, table);
	}
	return err;
}

/* A dump of elements does not report an interruption: compare the generation. */
static int read_steady(struct nft *nft, struct state *live)
{
	const uint32_t before = live->generation;
	int err = session_generation(nft, &live->generation);

	live->steady = !err && live->generation == before;
	return err;
}

static int read_once(struct nft *nft, const struct state *wanted, bool rules, struct state *live)
{
	int err = read_outline(nft, wanted, live);

	if (!err)
		err = read_all_elements(nft, wanted, live);
	if (!err)
		err = read_surroundings(nft, wanted, rules, live);
	if (!err)
		err = read_steady(nft, live);
	if (err)
		state_free(live);
	return err;
}

/*
 * If another program commits all the time, the generation never stays. Then two equal
 * reads in a row will do: the commits between them did not touch what we read.
 */
int nft_read(struct nft *nft, const struct state *wanted, bool rules, struct state *live)
{
	struct state last = { 0 }, now = { 0 };
	bool have_last = false;
	int err = -EAGAIN;

	for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
		err = read_once(nft, wanted, rules, &now);
		if (!err && (now.steady || (have_last && state_equal(&last, &now, wanted))))
			break;
		/* A table that was deleted meanwhile is a change like any other. */
		if (err && err != -EINTR && err != -ENOENT)
			break;
		state_free(&last);
		have_last = !err;
		last = now;
		now = (struct state){ 0 };
		err = -EAGAIN;
	}
	state_free(&last);
	if (!err)
		*live = now;
	return err;
}
