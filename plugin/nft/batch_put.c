/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plan's changes are in messages. */
#include <stdio.h> /* libnftnl/expr.h does not include what it uses */

#include <errno.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>
#include <linux/netfilter/nf_tables.h>

#include "nft/batch.h"
#include "nft/wire.h"

/* An attribute's length has 16 bits, and all elements of a message are in one. */
#define ELEMENTS_MAX 60000
_Static_assert(2 * ELEMENTS_MAX <= BATCH_MESSAGE_MAX, "a message's elements and names must fit");

static int put_table(struct batch *batch, const struct change *change)
{
	const bool add = change->kind == CHANGE_ADD_TABLE;
	struct wire_userdata mark;
	struct nlmsghdr *nlh;

	nlh = message_begin(batch, change, add ? NFT_MSG_NEWTABLE : NFT_MSG_DELTABLE,
			    change->table->family, add ? NLM_F_CREATE | NLM_F_EXCL : 0);
	if (!nlh)
		return -ENOMEM;
	mnl_attr_put_strz(nlh, NFTA_TABLE_NAME, change->table->name);
	if (add) {
		wire_table_mark_put(&mark);
		mnl_attr_put(nlh, NFTA_TABLE_USERDATA, mark.len, mark.data);
	}
	return message_end(batch, nlh);
}

static uint32_t set_flags(const struct set *set)
{
	uint32_t flags = 0;

	if (set->map)
		flags |= NFT_SET_MAP;
	if (set->timeouts)
		flags |= NFT_SET_TIMEOUT;
	if (set->backend == BACKEND_INTERVAL)
		flags |= NFT_SET_INTERVAL;
	/* A hash made with it is one that nft cannot load from its own listing. */
	if (set->backend == BACKEND_INTERVAL && set->type == SET_PORT_PROTO)
		flags |= NFT_SET_CONCAT;
	return flags;
}

static int describe_set(struct nftnl_set *to, const struct change *change, uint32_t id)
{
	/* Bytes of each field: a port, a protocol. */
	static const uint8_t fields[] = { 2, 1 };
	const struct set *set = change->set;
	struct wire_userdata mark;
	struct nftnl_expr *counter;
	uint32_t size = change->kind == CHANGE_GROW_SET ? change->size : set->size;

	nftnl_set_set_u32(to, NFTNL_SET_KEY_TYPE, wire_key_type(set->type));
	nftnl_set_set_u32(to, NFTNL_SET_KEY_LEN, wire_key_len(set->type));
	nftnl_set_set_u32(to, NFTNL_SET_ID, id);
	nftnl_set_set_u32(to, NFTNL_SET_FLAGS, set_flags(set));
	if (set->map)
		nftnl_set_set_u32(to, NFTNL_SET_DATA_TYPE, NFT_DATA_VERDICT);
	if (set_flags(set) & NFT_SET_CONCAT &&
	    nftnl_set_set_data(to, NFTNL_SET_DESC_CONCAT, fields, sizeof(fields)) < 0)
		return -ENOMEM;
	if (size)
		nftnl_set_set_u32(to, NFTNL_SET_DESC_SIZE, size);
	wire_set_mark_put(set->comment, &mark);
	if (nftnl_set_set_data(to, NFTNL_SET_USERDATA, mark.data, mark.len) < 0)
		return -ENOMEM;
	if (!set->counter)
		return 0;
	counter = nftnl_expr_alloc("counter");
	if (!counter)
		return -ENOMEM;
	nftnl_set_add_expr(to, counter);
	return 0;
}

static int put_set(struct batch *batch, const struct change *change)
{
	const bool deletes = change->kind == CHANGE_DELETE_SET;
	const uint16_t create = change->kind == CHANGE_ADD_SET ? NLM_F_CREATE | NLM_F_EXCL
							       : NLM_F_CREATE;
	struct nftnl_set *to = nftnl_set_alloc();
	struct nlmsghdr *nlh;
	int err = -ENOMEM;

	if (!to)
		return -ENOMEM;
	if (nftnl_set_set_str(to, NFTNL_SET_TABLE, change->table->name) < 0 ||
	    nftnl_set_set_str(to, NFTNL_SET_NAME, change->set->name) < 0)
		goto out;
	if (!deletes && describe_set(to, change, batch->seq + 1) < 0)
		goto out;
	nlh = message_begin(batch, change, deletes ? NFT_MSG_DELSET : NFT_MSG_NEWSET,
			    change->table->family, deletes ? 0 : create);
	if (!nlh)
		goto out;
	nftnl_set_nlmsg_build_payload(nlh, to);
	err = message_end(batch, nlh);
out:
	nftnl_set_free(to);
	return err;
}

static bool change_adds(const struct change *change)
{
	return change->kind == CHANGE_ADD_ELEMENT || change->kind == CHANGE_REPLACE_ELEMENT;
}

static bool change_deletes(const struct change *change)
{
	return change->kind == CHANGE_DELETE_ELEMENT || change->kind == CHANGE_REPLACE_ELEMENT;
}

/* As many of the additions, or deletions, of a run of changes as one message holds. */
static int put_message(struct batch *batch, const struct change *changes, size_t n, bool add,
		       size_t *done)
{
	const struct change *head = &changes[*done];
	struct nlmsghdr *nlh;
	struct nlattr *list;
	uint16_t index = 1;
	size_t begin;

	nlh = message_begin(batch, head, add ? NFT_MSG_NEWSETELEM : NFT_MSG_DELSETELEM,
			    head->table->family, add ? NLM_F_CREATE | NLM_F_EXCL : 0);
	if (!nlh)
		return -ENOMEM;
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, head->table->name);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, head->set->name);
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	begin = nlh->nlmsg_len;
	for (; *done < n && nlh->nlmsg_len - begin < ELEMENTS_MAX; (*done)++) {
		const struct change *change = &changes[*done];

		if (add ? change_adds(change) : change_deletes(change))
			element_put(nlh, change->set, add ? change->to : change->from, add, &index);
	}
	mnl_attr_nest_end(nlh, list);
	return message_end(batch, nlh);
}

/* The changes to elements of one set: what goes makes room for what comes. */
static int put_elements(struct batch *batch, const struct change *changes, size_t n)
{
	int err = 0;

	for (int add = 0; add <= 1; add++) {
		size_t done = 0;

		while (!err) {
			while (done < n && !(add ? change_adds(&changes[done])
						 : change_deletes(&changes[done])))
				done++;
			if (done == n)
				break;
			err = put_message(batch, changes, n, add, &done);
		}
	}
	return err;
}

static bool change_is_element(const struct change *change)
{
	return change_adds(change) || change_deletes(change);
}

/* How many changes from here on are to elements of one set. */
static size_t run_length(const struct change *changes, size_t n)
{
	size_t len = 1;

	while (len < n && change_is_element(&changes[len]) && changes[len].set == changes[0].set)
		len++;
	return len;
}

int batch_add(struct batch *batch, const struct plan *plan, bool growth)
{
	int err = 0;

	for (size_t i = 0, run; !err && i < plan->n_changes; i += run) {
		const struct change *change = &plan->changes[i];

		run = 1;
		if (growth != (change->kind == CHANGE_GROW_SET))
			continue;
		switch (change->kind) {
		case CHANGE_ADD_TABLE:
		case CHANGE_DELETE_TABLE:
			err = put_table(batch, change);
			break;
		case CHANGE_ADD_SET:
		case CHANGE_GROW_SET:
		case CHANGE_DELETE_SET:
			err = put_set(batch, change);
			break;
		case CHANGE_ADD_ELEMENT:
		case CHANGE_DELETE_ELEMENT:
		case CHANGE_REPLACE_ELEMENT:
			run = run_length(change, plan->n_changes - i);
			err = put_elements(batch, change, run);
			break;
		}
	}
	return err;
}
