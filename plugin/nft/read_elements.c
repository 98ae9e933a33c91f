/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/attr.h"
#include "nft/read.h"
#include "nft/session.h"
#include "nft/wire.h"

struct reading {
	struct state *live;
	struct set *set;
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

/* One end of a key; NULL if it is absent or not of our length. */
static const uint8_t *get_end(const struct attrs *attrs, unsigned int type)
{
	struct attrs value;
	const void *bytes;
	uint32_t len;

	attrs_of_nest(attrs->at[type], &value);
	bytes = attr_bytes(&value, NFTA_DATA_VALUE, &len);
	return len == WIRE_KEY_LEN ? bytes : NULL;
}

static int get_key(const struct attrs *attrs, struct element *element)
{
	const uint8_t *first = get_end(attrs, NFTA_SET_ELEM_KEY);

	if (attr_u32(attrs, NFTA_SET_ELEM_FLAGS) & NFT_SET_ELEM_CATCHALL) {
		element->catchall = true;
		element->key = (struct key){ .protocol_last = UINT8_MAX, .last = UINT16_MAX };
		return 0;
	}
	if (!first)
		return -EPROTO;
	wire_key_get(first, get_end(attrs, NFTA_SET_ELEM_KEY_END), &element->key);
	return element->key.first <= element->key.last &&
			       element->key.protocol <= element->key.protocol_last
		       ? 0
		       : -EPROTO;
}

static int add_element(const struct reading *reading, const struct attrs *attrs)
{
	struct element *element = set_add_element(reading->live, reading->set);
	const void *userdata;
	uint32_t len;
	int err;

	if (!element)
		return -ENOMEM;
	err = get_key(attrs, element);
	if (err)
		return err;
	attr_each_expr(attrs, NFTA_SET_ELEM_EXPR, NFTA_SET_ELEM_EXPRESSIONS, on_statement, element);
	userdata = attr_bytes(attrs, NFTA_SET_ELEM_USERDATA, &len);
	return wire_comment_get(&reading->live->arena, userdata, len, &element->comment);
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
	return session_answer(err);
}

int read_elements(struct nft *nft, struct state *live, const struct table *table, struct set *set)
{
	struct reading reading = { .live = live, .set = set };
	struct nlmsghdr *nlh;
	int err;

	nlh = session_begin(nft, NFT_MSG_GETSETELEM, table->family, NLM_F_DUMP);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, table->name);
	mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, set->name);
	err = session_ask(nft, nlh, on_elements, &reading);
	set_sort(set);
	return err;
}
