/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nft/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/udata.h>
#include <string.h>

/*
 * Userdata is a sequence of type, length and value, with one byte each for type and
 * length. nft skips unknown types and does not list them, so a set that was loaded
 * from a listing is no longer ours.
 */
#define USERDATA_MARK 0x6e
static const char mark[] = "nftsvc";

/* nft's numbers; a concatenation has 6 bits a field. */
#define TYPE_INET_PROTO 12
#define TYPE_INET_SERVICE 13

uint32_t wire_key_type(enum set_type type)
{
	switch (type) {
	case SET_PORT_PROTO:
		return TYPE_INET_SERVICE << 6 | TYPE_INET_PROTO;
	case SET_PROTO_PORT:
		return TYPE_INET_PROTO << 6 | TYPE_INET_SERVICE;
	case SET_PORT:
		return TYPE_INET_SERVICE;
	case SET_OTHER:
		break;
	}
	return 0;
}

uint32_t wire_key_len(enum set_type type)
{
	switch (type) {
	case SET_PORT_PROTO:
	case SET_PROTO_PORT:
		return 8;
	case SET_PORT:
		return 2;
	case SET_OTHER:
		break;
	}
	return 0;
}

enum set_type wire_set_type(uint32_t key_type, uint32_t key_len)
{
	static const enum set_type types[] = { SET_PORT_PROTO, SET_PORT, SET_PROTO_PORT };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (wire_key_type(types[i]) == key_type && wire_key_len(types[i]) == key_len)
			return types[i];
	return SET_OTHER;
}

void wire_key_put(const struct key *key, struct wire_key *wire)
{
	const uint16_t first = htons(key->first);
	const uint16_t last = htons(key->last);

	*wire = (struct wire_key){ 0 };
	memcpy(wire->first, &first, sizeof(first));
	wire->first[4] = key->protocol;
	memcpy(wire->last, &last, sizeof(last));
	wire->last[4] = key->protocol_last;
}

static uint16_t port_get(const uint8_t *key)
{
	return (uint16_t)(key[0] << 8 | key[1]);
}

void wire_key_get(enum set_type type, const uint8_t *first, const uint8_t *last, struct key *key)
{
	/* Each field of a concatenation takes four bytes. */
	const size_t port = type == SET_PROTO_PORT ? 4 : 0, protocol = 4 - port;

	if (!last)
		last = first;
	*key = (struct key){ .first = port_get(first + port), .last = port_get(last + port) };
	if (type != SET_PORT) {
		key->protocol = first[protocol];
		key->protocol_last = last[protocol];
	}
}

static void userdata_put(struct wire_userdata *userdata, uint8_t type, const void *value,
			 size_t len)
{
	uint8_t *at = userdata->data + userdata->len;

	at[0] = type;
	at[1] = (uint8_t)len;
	memcpy(at + 2, value, len);
	userdata->len += (uint32_t)len + 2;
}

/* Find the value of a type, or NULL. Lengths from the kernel are checked. */
static const uint8_t *userdata_get(const void *data, uint32_t size, uint8_t type, size_t *len)
{
	const uint8_t *at = data;
	const uint8_t *end;

	if (!data)
		return NULL;
	end = at + size;
	while (end - at >= 2 && end - at - 2 >= at[1]) {
		if (at[0] == type) {
			*len = at[1];
			return at + 2;
		}
		at += 2 + at[1];
	}
	return NULL;
}

void wire_comment_put(const char *comment, struct wire_userdata *userdata)
{
	userdata->len = 0;
	userdata_put(userdata, NFTNL_UDATA_SET_ELEM_COMMENT, comment,
		     strnlen(comment, COMMENT_MAX) + 1);
}

int wire_comment_get(struct arena *arena, const void *data, uint32_t len, const char **comment)
{
	const uint8_t *value;
	size_t size;

	*comment = NULL;
	value = userdata_get(data, len, NFTNL_UDATA_SET_ELEM_COMMENT, &size);
	if (!value || !size || value[0] == '\0')
		return 0;
	*comment = arena_strndup(arena, (const char *)value, strnlen((const char *)value, size));
	return *comment ? 0 : -ENOMEM;
}

void wire_set_mark_put(const char *comment, struct wire_userdata *userdata)
{
	/* As nft has it for a concatenation: the byte order is that of the fields. */
	const uint32_t byteorder = 0;

	userdata->len = 0;
	userdata_put(userdata, NFTNL_UDATA_SET_KEYBYTEORDER, &byteorder, sizeof(byteorder));
	if (comment)
		userdata_put(userdata, NFTNL_UDATA_SET_COMMENT, comment,
			     strnlen(comment, COMMENT_MAX) + 1);
	userdata_put(userdata, USERDATA_MARK, mark, sizeof(mark));
}

void wire_table_mark_put(struct wire_userdata *userdata)
{
	userdata->len = 0;
	userdata_put(userdata, USERDATA_MARK, mark, sizeof(mark));
}

bool wire_mark_get(const void *data, uint32_t len)
{
	const uint8_t *value;
	size_t size;

	value = userdata_get(data, len, USERDATA_MARK, &size);
	return value && size == sizeof(mark) && !memcmp(value, mark, sizeof(mark));
}
