/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h> /* libnftnl/expr.h does not include what it uses */

#include <errno.h>
#include <libnftnl/expr.h>
#include <libnftnl/set.h>
#include <linux/netfilter/nf_tables.h>
#include <string.h>

#include "nft/read.h"
#include "nft/session.h"
#include "nft/wire.h"

struct reading {
	struct state *live;
	struct set *set;
};

static int on_statement(struct nftnl_expr *expr, void *data)
{
	const char *name = nftnl_expr_get_str(expr, NFTNL_EXPR_NAME);
	struct element *element = data;

	if (!name || strcmp(name, "counter") != 0)
		return 0;
	element->has_counter = true;
	element->packets = nftnl_expr_get_u64(expr, NFTNL_EXPR_CTR_PACKETS);
	element->bytes = nftnl_expr_get_u64(expr, NFTNL_EXPR_CTR_BYTES);
	return 0;
}

static int get_key(struct nftnl_set_elem *from, struct element *element)
{
	const uint8_t *first, *last = NULL;
	uint32_t len = 0, last_len = 0;

	if (nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_FLAGS) &&
	    nftnl_set_elem_get_u32(from, NFTNL_SET_ELEM_FLAGS) & NFT_SET_ELEM_CATCHALL) {
		element->catchall = true;
		element->key = (struct key){ .protocol_last = UINT8_MAX, .last = UINT16_MAX };
		return 0;
	}
	if (!nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_KEY))
		return -EPROTO;
	first = nftnl_set_elem_get(from, NFTNL_SET_ELEM_KEY, &len);
	if (nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_KEY_END))
		last = nftnl_set_elem_get(from, NFTNL_SET_ELEM_KEY_END, &last_len);
	if (len != WIRE_KEY_LEN || (last && last_len != WIRE_KEY_LEN))
		return -EPROTO;
	wire_key_get(first, last, &element->key);
	return 0;
}

static int add_element(const struct reading *reading, struct nftnl_set_elem *from)
{
	struct element *element = set_add_element(reading->live, reading->set);
	const void *userdata;
	uint32_t len = 0;
	int err;

	if (!element)
		return -ENOMEM;
	err = get_key(from, element);
	if (err)
		return err;
	nftnl_set_elem_expr_foreach(from, on_statement, element);
	if (!nftnl_set_elem_is_set(from, NFTNL_SET_ELEM_USERDATA))
		return 0;
	userdata = nftnl_set_elem_get(from, NFTNL_SET_ELEM_USERDATA, &len);
	return wire_comment_get(&reading->live->arena, userdata, len, &element->comment);
}

static int add_elements(const struct reading *reading, const struct nftnl_set *from)
{
	struct nftnl_set_elems_iter *iter = nftnl_set_elems_iter_create(from);
	struct nftnl_set_elem *elem;
	int err = 0;

	if (!iter)
		return -ENOMEM;
	while (!err && (elem = nftnl_set_elems_iter_next(iter)))
		err = add_element(reading, elem);
	nftnl_set_elems_iter_destroy(iter);
	return err;
}

static int on_elements(const struct nlmsghdr *nlh, void *data)
{
	struct nftnl_set *from = nftnl_set_alloc();
	int err;

	if (!from)
		return MNL_CB_ERROR;
	err = nftnl_set_elems_nlmsg_parse(nlh, from) < 0 ? -EPROTO : add_elements(data, from);
	nftnl_set_free(from);
	if (!err)
		return MNL_CB_OK;
	errno = -err;
	return MNL_CB_ERROR;
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
