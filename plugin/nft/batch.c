/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/batch.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <libnftnl/common.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h> /* libnftnl/expr.h does not include what it uses */
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "nft/wire.h"

/* No message is longer. */
#define BATCH_MESSAGE_MAX (128 << 10)

/* Typical size of an element with a comment of one or two services. */
#define CHANGE_SIZE 56

/* Zeroed, because libmnl does not write the padding after attributes. */
static int make_room(struct batch *batch, size_t room)
{
	char *data = malloc(room);

	if (!data)
		return -ENOMEM;
	pages_expect(data, room);
	memset(data, 0, room);
	if (batch->len)
		memcpy(data, batch->data, batch->len);
	free(batch->data);
	batch->data = data;
	batch->room = room;
	return 0;
}

/*
 * A message's header behind all others, with room for BATCH_MESSAGE_MAX bytes; NULL without memory.
 * @change: where the message comes from; may be NULL
 */
static struct nlmsghdr *message_begin(struct batch *batch, const struct change *change,
				      uint16_t type, uint8_t family, uint16_t flags)
{
	if (batch->room - batch->len < BATCH_MESSAGE_MAX &&
	    make_room(batch, 2 * batch->room + BATCH_MESSAGE_MAX) < 0)
		return NULL;
	if (batch->n == batch->changes_room) {
		size_t room = 2 * batch->changes_room + 16;
		const struct change **changes;

		changes = reallocarray(batch->changes, room, sizeof(*changes));
		if (!changes)
			return NULL;
		batch->changes = changes;
		batch->changes_room = room;
	}
	batch->changes[batch->n++] = change;
	return nftnl_nlmsg_build_hdr(batch->data + batch->len, type, family, flags, ++batch->seq);
}

static int message_end(struct batch *batch, const struct nlmsghdr *nlh)
{
	batch->len += MNL_ALIGN(nlh->nlmsg_len);
	return 0;
}

int batch_begin(struct batch *batch, uint32_t seq, const uint32_t *generation, size_t n_changes)
{
	struct nlmsghdr *nlh;

	if (make_room(batch, n_changes * CHANGE_SIZE + BATCH_MESSAGE_MAX) < 0)
		return -ENOMEM;
	batch->seq = seq;
	batch->first_seq = seq + 1;
	nlh = message_begin(batch, NULL, 0, AF_UNSPEC, 0);
	if (!nlh)
		return -ENOMEM;
	nlh = nftnl_batch_begin((char *)nlh, batch->seq);
	if (generation)
		mnl_attr_put_u32(nlh, NFNL_BATCH_GENID, htonl(*generation));
	return message_end(batch, nlh);
}

int batch_end(struct batch *batch)
{
	struct nlmsghdr *last = NULL;
	struct nlmsghdr *nlh;

	for (size_t at = 0; at < batch->len; at += MNL_ALIGN(last->nlmsg_len))
		last = (struct nlmsghdr *)(batch->data + at);
	if (last)
		last->nlmsg_flags |= NLM_F_ACK;
	nlh = message_begin(batch, NULL, 0, AF_UNSPEC, 0);
	if (!nlh)
		return -ENOMEM;
	return message_end(batch, nftnl_batch_end((char *)nlh, batch->seq));
}

const struct change *batch_change(const struct batch *batch, uint32_t seq)
{
	const uint32_t index = seq - batch->first_seq;

	return index < batch->n ? batch->changes[index] : NULL;
}

void batch_free(struct batch *batch)
{
	free(batch->data);
	free(batch->changes);
	*batch = (struct batch){ 0 };
}

/*
 * Elements, encoded without libnftnl: with tens of thousands, its allocations took longer
 * than everything else.
 */

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

/* Only to keep values: in a set with counters the kernel adds one at 0 by itself. */
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

/* In a set of plain ports, an element of its own ends a range. */
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

/* Changes of a plan, as messages. */

/* All elements of a message are in one attribute, whose length has 16 bits. */
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
	/* nft could not load a hash with this flag from its own listing. */
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

/* Put as many additions, or deletions, as fit in one message. */
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

/* Changes to elements of one set: deletions first, to make room. */
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

/* Count the changes from here on to elements of the same set. */
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
