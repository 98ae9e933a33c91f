/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the kernel and nft write what state.h has: keys, comments and marks.
 *
 * A key of type inet_service . inet_proto, each field padded to 4 bytes:
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

#include "state.h"

/* nft's number for the type: 6 bits a field, inet_service is 13, inet_proto 12. */
#define WIRE_KEY_TYPE (13 << 6 | 12)
#define WIRE_KEY_LEN 8

/* The two ends of a key. */
struct wire_key {
	uint8_t first[WIRE_KEY_LEN];
	uint8_t last[WIRE_KEY_LEN];
};

void wire_key_put(const struct key *key, struct wire_key *wire);

/** wire_key_get - @last may be NULL: a key without an end of its own */
void wire_key_get(const uint8_t first[WIRE_KEY_LEN], const uint8_t last[WIRE_KEY_LEN],
		  struct key *key);

/* Larger than any userdata that the kernel keeps. */
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

/** wire_set_mark_put - userdata of a set that we make */
void wire_set_mark_put(struct wire_userdata *userdata);

/** wire_table_mark_put - userdata of a table that we make */
void wire_table_mark_put(struct wire_userdata *userdata);

/** wire_mark_get - whether the userdata of a set or table has our mark */
bool wire_mark_get(const void *data, uint32_t len);

#endif
