/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attributes of netlink messages: missing or short ones read as absent.
 */
#ifndef NFTSVC_NFT_ATTR_H
#define NFTSVC_NFT_ATTR_H

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

/* More than any nf_tables object has. */
#define ATTRS_MAX 24

/** The attributes of a message or of a nest, by type; borrowed from it. */
struct attrs {
	const struct nlattr *at[ATTRS_MAX];
};

/** attrs_of_message - those behind the nfnetlink header */
void attrs_of_message(const struct nlmsghdr *nlh, struct attrs *attrs);

/** attrs_of_nest - those inside an attribute; none for NULL */
void attrs_of_nest(const struct nlattr *nest, struct attrs *attrs);

/** attr_in_nest - one attribute inside another; NULL if it is not there, or @nest is NULL */
const struct nlattr *attr_in_nest(const struct nlattr *nest, unsigned int type);

/** attr_family - the message's NFPROTO_... */
uint8_t attr_family(const struct nlmsghdr *nlh);

/** attr_u32, attr_u64 - big endian on the wire, host byte order here; 0 if absent */
uint32_t attr_u32(const struct attrs *attrs, unsigned int type);
uint64_t attr_u64(const struct attrs *attrs, unsigned int type);

/** attr_text - NULL if absent or not terminated */
const char *attr_text(const struct attrs *attrs, unsigned int type);

/** attr_bytes - NULL if absent; @len is 0 then */
const void *attr_bytes(const struct attrs *attrs, unsigned int type, uint32_t *len);

/**
 * attr_each_expr - call @on_expr for an object's expressions
 * @one: attribute that holds a single expression, or 0
 * @list: attribute that holds a list of them
 * @on_expr: given the expression's name and what is in it; other than 0 ends the walk
 *
 * Return: 0, or what @on_expr returned.
 */
int attr_each_expr(const struct attrs *attrs, unsigned int one, unsigned int list,
		   int (*on_expr)(const char *name, const struct attrs *expr, void *data),
		   void *data);

#endif
