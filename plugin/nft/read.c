/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's tables and sets, read into a state. */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/attr.h"
#include "nft/read.h"
#include "nft/session.h"
#include "nft/wire.h"

/* Another program that commits all the time must not keep us here for good. */
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
		return session_answer(-EPROTO);
	table = state_add_table(live, attr_family(nlh), name);
	if (!table)
		return session_answer(-ENOMEM);
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

/* In sets that we do not fill, only who asks for all there is looks. */
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

/* A wanted map may jump to chains, which have to be there. */
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

/* A dump of elements does not tell that it was interrupted: the generation does. */
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
 * Next to a program that commits all the time no picture is steady. Two that
 * follow one another and are the same are as good: what was committed between
 * them was not in what we look at.
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
		/* A table that went away in the middle is a change like any other. */
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
