/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Encoding of keys, comments and marks for the kernel and nft.
 *
 * A key of type inet_service is the port, big endian. One of inet_service .
 * inet_proto has each field padded to 4 bytes:
 *
 *	 0      1      2      3      4      5      6      7
 *	+------+------+------+------+------+------+------+------+
 *	| port, big endian |      0      | proto|       0       |
 *	+------+------+------+------+------+------+------+------+
 */
#ifndef NFTSVC_NFT_WIRE_H
#define NFTSVC_NFT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "state/state.h"

/* The longest key. */
#define WIRE_KEY_MAX 8

/** wire_key_type - nft's number for the type of a set's key */
uint32_t wire_key_type(enum set_type type);

/** wire_key_len - bytes of a key */
uint32_t wire_key_len(enum set_type type);

/** wire_set_type - the type for the kernel's numbers; SET_OTHER if unknown */
enum set_type wire_set_type(uint32_t key_type, uint32_t key_len);

/* The two ends of a key, both inclusive; wire_key_len() bytes of each count. */
struct wire_key {
	uint8_t first[WIRE_KEY_MAX];
	uint8_t last[WIRE_KEY_MAX];
};

void wire_key_put(const struct key *key, struct wire_key *wire);

/**
 * wire_key_get - @first and @last are keys of @type, not SET_OTHER; @last may be
 * NULL: a key without an end of its own
 */
void wire_key_get(enum set_type type, const uint8_t *first, const uint8_t *last, struct key *key);

/* Larger than any userdata in the kernel. */
#define WIRE_USERDATA_MAX 256

struct wire_userdata {
	uint8_t data[WIRE_USERDATA_MAX];
	uint32_t len;
};

/** wire_comment_put - userdata of an element with this comment, of at most COMMENT_MAX bytes */
void wire_comment_put(const char *comment, struct wire_userdata *userdata);

/**
 * wire_comment_get - the comment in an element's userdata
 * @arena: memory for the comment
 * @comment: set to it; NULL if there is none
 *
 * Return: 0 or -ENOMEM.
 */
int wire_comment_get(struct arena *arena, const void *data, uint32_t len, const char **comment);

/** wire_set_mark_put - userdata of a set that we create; @comment is the user's, or NULL */
void wire_set_mark_put(const char *comment, struct wire_userdata *userdata);

/** wire_table_mark_put - userdata of a table that we create */
void wire_table_mark_put(struct wire_userdata *userdata);

/** wire_mark_get - whether the userdata of a set or table has our mark */
bool wire_mark_get(const void *data, uint32_t len);

#endif
