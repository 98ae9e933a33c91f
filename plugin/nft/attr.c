/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/attr.h"

#include <endian.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

static void keep(const struct nlattr *attr, struct attrs *attrs)
{
	const uint16_t type = attr->nla_type & NLA_TYPE_MASK;

	if (type < ATTRS_MAX)
		attrs->at[type] = attr;
}

void attrs_of_message(const struct nlmsghdr *nlh, struct attrs *attrs)
{
	const struct nlattr *attr;

	*attrs = (struct attrs){ 0 };
	mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) keep(attr, attrs);
}

/*
 * The attribute at a place, if it is complete. libmnl's iterator makes three library
 * calls for each attribute, a tenth of the time of reading tens of thousands of elements.
 */
static const struct nlattr *attr_at(const char *at, const char *end)
{
	const struct nlattr *attr = (const struct nlattr *)at;
	const size_t left = at < end ? (size_t)(end - at) : 0;

	return left >= sizeof(*attr) && attr->nla_len >= sizeof(*attr) && attr->nla_len <= left
		       ? attr
		       : NULL;
}

static const struct nlattr *first_in(const struct nlattr *nest)
{
	const char *begin = (const char *)nest;

	return attr_at(begin + NLA_HDRLEN, begin + nest->nla_len);
}

static const struct nlattr *next_in(const struct nlattr *nest, const struct nlattr *attr)
{
	return attr_at((const char *)attr + NLA_ALIGN(attr->nla_len),
		       (const char *)nest + nest->nla_len);
}

void attrs_of_nest(const struct nlattr *nest, struct attrs *attrs)
{
	*attrs = (struct attrs){ 0 };
	if (!nest)
		return;
	for (const struct nlattr *attr = first_in(nest); attr; attr = next_in(nest, attr))
		keep(attr, attrs);
}

const struct nlattr *attr_in_nest(const struct nlattr *nest, unsigned int type)
{
	if (!nest)
		return NULL;
	for (const struct nlattr *attr = first_in(nest); attr; attr = next_in(nest, attr))
		if ((attr->nla_type & NLA_TYPE_MASK) == (int)type)
			return attr;
	return NULL;
}

uint8_t attr_family(const struct nlmsghdr *nlh)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);

	return mnl_nlmsg_get_payload_len(nlh) < sizeof(*nfg) ? 0 : nfg->nfgen_family;
}

const void *attr_bytes(const struct attrs *attrs, unsigned int type, uint32_t *len)
{
	const struct nlattr *attr = attrs->at[type];

	*len = attr ? mnl_attr_get_payload_len(attr) : 0;
	return attr ? mnl_attr_get_payload(attr) : NULL;
}

uint32_t attr_u32(const struct attrs *attrs, unsigned int type)
{
	uint32_t value = 0, len;
	const void *bytes = attr_bytes(attrs, type, &len);

	if (bytes && len >= sizeof(value))
		memcpy(&value, bytes, sizeof(value));
	return be32toh(value);
}

uint64_t attr_u64(const struct attrs *attrs, unsigned int type)
{
	uint64_t value = 0;
	uint32_t len;
	const void *bytes = attr_bytes(attrs, type, &len);

	if (bytes && len >= sizeof(value))
		memcpy(&value, bytes, sizeof(value));
	return be64toh(value);
}

const char *attr_text(const struct attrs *attrs, unsigned int type)
{
	uint32_t len;
	const char *text = attr_bytes(attrs, type, &len);

	return text && memchr(text, '\0', len) ? text : NULL;
}

struct walk {
	int (*on_expr)(const char *name, const struct attrs *expr, void *data);
	void *data;
};

static int meet_expr(const struct walk *walk, const struct nlattr *nest)
{
	struct attrs expr, inside;
	const char *name;

	attrs_of_nest(nest, &expr);
	attrs_of_nest(expr.at[NFTA_EXPR_DATA], &inside);
	name = attr_text(&expr, NFTA_EXPR_NAME);
	return name ? walk->on_expr(name, &inside, walk->data) : 0;
}

int attr_each_expr(const struct attrs *attrs, unsigned int one, unsigned int list,
		   int (*on_expr)(const char *name, const struct attrs *expr, void *data),
		   void *data)
{
	const struct walk walk = { on_expr, data };
	const struct nlattr *nest;
	int ret = 0;

	if (one && attrs->at[one])
		ret = meet_expr(&walk, attrs->at[one]);
	if (ret || !attrs->at[list])
		return ret;
	mnl_attr_for_each_nested(nest, attrs->at[list])
	{
		ret = meet_expr(&walk, nest);
		if (ret)
			return ret;
	}
	return 0;
}
