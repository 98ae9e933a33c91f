/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the elements of a set. */
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>

#include "nft/attr.h"
#include "nft/batch.h"
#include "nft/read.h"
#include "nft/session.h"
#include "nft/wire.h"

/*
 * Ranges in a set of plain ports: the kernel has an element where each begins, and one
 * with NFT_SET_ELEM_INTERVAL_END at the first port after it. A range up to 65535 has no
 * end element. Zero-initialise it.
 */
struct interval_ends {
	uint16_t *ports; /* the first ports after ranges */
	size_t n;
	size_t room;
};

static int interval_ends_add(struct arena *arena, struct interval_ends *ends, uint16_t port)
{
	uint16_t *ports = arena_grow(arena, ends->ports, ends->n, &ends->room, sizeof(*ports));

	if (!ports)
		return -ENOMEM;
	ends->ports = ports;
	ports[ends->n++] = port;
	return 0;
}

static int by_port(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static int intervals_close(struct set *set, struct interval_ends *ends)
{
	size_t end = 0;
	int err = set_sort(set);

	if (err)
		return err;
	if (ends->n)
		qsort(ends->ports, ends->n, sizeof(*ends->ports), by_port);
	for (size_t i = 0; i < set->n; i++) {
		struct key *key = &set->elements[i].key;

		if (set->elements[i].catchall)
			continue;
		while (end < ends->n && ends->ports[end] <= key->first)
			end++;
		key->last = end < ends->n ? (uint16_t)(ends->ports[end] - 1) : UINT16_MAX;
	}
	return 0;
}

/* Linux 6.16 and later give a count; one beyond all possible keys is ignored. */
#define KERNEL_COUNT_MAX (4 * 65536)

/* A set while its elements are read, and the state that holds its memory. */
struct reading {
	struct state *live;
	struct set *set;
	struct interval_ends ends;
};

static int on_statement(const char *name, const struct attrs *expr, void *data)
{
	struct element *element = data;

	if (strcmp(name, "counter") != 0)
		return 0;
	element->has_counter = true;
	element->packets = attr_u64(expr, NFTA_COUNTER_PACKETS);
	element->bytes = attr_u64(expr, NFTA_COUNTER_BYTES);
	return 0;
}

/* One end of a key; NULL if it is absent or not of the set's length. */
static const uint8_t *get_end(enum set_type type, const struct attrs *attrs, unsigned int attr)
{
	const struct nlattr *value;

	if (!attrs->at[attr])
		return NULL;
	value = attr_in_nest(attrs->at[attr], NFTA_DATA_VALUE);
	if (!value || mnl_attr_get_payload_len(value) != wire_key_len(type))
		return NULL;
	return mnl_attr_get_payload(value);
}

static int get_key(enum set_type type, const struct attrs *attrs, struct key *key)
{
	const uint8_t *first = get_end(type, attrs, NFTA_SET_ELEM_KEY);

	if (!first)
		return -EPROTO;
	wire_key_get(type, first, get_end(type, attrs, NFTA_SET_ELEM_KEY_END), key);
	return key->first <= key->last && key->protocol <= key->protocol_last ? 0 : -EPROTO;
}

static enum verdict_kind verdict_kind_of(int32_t code)
{
	static const struct {
		int32_t code;
		enum verdict_kind kind;
	} codes[] = {
		{ NF_ACCEPT, VERDICT_ACCEPT },	    { NF_DROP, VERDICT_DROP },
		{ NFT_CONTINUE, VERDICT_CONTINUE }, { NFT_RETURN, VERDICT_RETURN },
		{ NFT_JUMP, VERDICT_JUMP },	    { NFT_GOTO, VERDICT_GOTO },
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].kind;
	return VERDICT_NONE;
}

static int get_verdict(struct arena *arena, const struct attrs *attrs, struct verdict *to)
{
	const struct nlattr *nest;
	struct attrs verdict;
	const char *chain;

	nest = attr_in_nest(attrs->at[NFTA_SET_ELEM_DATA], NFTA_DATA_VERDICT);
	if (!nest)
		return 0;
	attrs_of_nest(nest, &verdict);
	to->kind = verdict_kind_of((int32_t)attr_u32(&verdict, NFTA_VERDICT_CODE));
	chain = attr_text(&verdict, NFTA_VERDICT_CHAIN);
	if (chain)
		to->chain = arena_strndup(arena, chain, strlen(chain));
	return chain && !to->chain ? -ENOMEM : 0;
}

/* Attributes that few elements have: check for each before reading it. */
static int get_rest(struct arena *arena, const struct attrs *attrs, struct element *element)
{
	if (attrs->at[NFTA_SET_ELEM_TIMEOUT])
		element->timeout = attr_u64(attrs, NFTA_SET_ELEM_TIMEOUT);
	if (attrs->at[NFTA_SET_ELEM_EXPIRATION])
		element->expires = attr_u64(attrs, NFTA_SET_ELEM_EXPIRATION);
	if (attrs->at[NFTA_SET_ELEM_EXPR] || attrs->at[NFTA_SET_ELEM_EXPRESSIONS])
		attr_each_expr(attrs, NFTA_SET_ELEM_EXPR, NFTA_SET_ELEM_EXPRESSIONS, on_statement,
			       element);
	return attrs->at[NFTA_SET_ELEM_DATA] ? get_verdict(arena, attrs, &element->verdict) : 0;
}

static int add_element(struct reading *reading, const struct attrs *attrs)
{
	const uint32_t flags = attrs->at[NFTA_SET_ELEM_FLAGS] ? attr_u32(attrs, NFTA_SET_ELEM_FLAGS)
							      : 0;
	struct arena *arena = &reading->live->arena;
	struct key key = { .protocol_last = UINT8_MAX, .last = UINT16_MAX };
	struct element *element;
	const void *userdata;
	uint32_t len;
	int err;

	if (!(flags & NFT_SET_ELEM_CATCHALL)) {
		err = get_key(reading->set->type, attrs, &key);
		if (err)
			return err;
	}
	if (flags & NFT_SET_ELEM_INTERVAL_END)
		return interval_ends_add(arena, &reading->ends, key.first);
	element = set_add_element(reading->live, reading->set);
	if (!element)
		return -ENOMEM;
	element->key = key;
	element->catchall = flags & NFT_SET_ELEM_CATCHALL;
	err = get_rest(arena, attrs, element);
	if (err)
		return err;
	userdata = attr_bytes(attrs, NFTA_SET_ELEM_USERDATA, &len);
	return wire_comment_get(arena, userdata, len, &element->comment);
}

static int on_elements(const struct nlmsghdr *nlh, void *data)
{
	struct attrs message, attrs;
	const struct nlattr *nest;
	int err = 0;

	attrs_of_message(nlh, &message);
	if (!message.at[NFTA_SET_ELEM_LIST_ELEMENTS])
		return MNL_CB_OK;
	mnl_attr_for_each_nested(nest, message.at[NFTA_SET_ELEM_LIST_ELEMENTS])
	{
		attrs_of_nest(nest, &attrs);
		err = add_element(data, &attrs);
		if (err)
			break;
	}
	return session_callback_result(err);
}

/*
 * The kernel resumes a dump by counting elements. A hash without a declared size that
 * grows in between moves them, so that some are dumped twice and others not at all.
 * Growing is not a commit, so the generation does not change.
 */
static bool has_duplicates(const struct set *set)
{
	for (size_t i = 1; i < set->n; i++) {
		const struct element *a = &set->elements[i - 1], *b = &set->elements[i];

		if (!key_compare(&a->key, &b->key) && a->catchall == b->catchall)
			return true;
	}
	return false;
}

int read_elements(struct nft *nft, struct state *live, const struct table *table, struct set *set)
{
	struct reading reading = { .live = live, .set = set };
	struct nlmsghdr *nlh;
	int err = 0;

	if (set->kernel_count && set->kernel_count <= KERNEL_COUNT_MAX)
		err = set_reserve(live, set, set->kernel_count);
	if (err)
		return err;
	nlh = session_begin(nft, NFT_MSG_GETSETELEM, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, table->name);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, set->name);
	err = session_ask(nft, nlh, on_elements, &reading);
	if (!err && set->type == SET_PORT && set->backend == BACKEND_INTERVAL)
		err = intervals_close(set, &reading.ends);
	if (!err)
		err = set_sort(set);
	return !err && has_duplicates(set) ? -EINTR : err;
}

int read_element(struct nft *nft, struct state *live, const struct change *change,
		 const struct element *element, struct set *answer)
{
	struct reading reading = { .live = live, .set = answer };
	struct nlmsghdr *nlh;
	struct nlattr *list;
	uint16_t index = 1;

	nlh = session_begin(nft, NFT_MSG_GETSETELEM, change->table->family, 0);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, change->table->name);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, change->set->name);
	list = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_LIST_ELEMENTS);
	element_put(nlh, change->set, element, false, &index);
	mnl_attr_nest_end(nlh, list);
	return session_ask(nft, nlh, on_elements, &reading);
}
