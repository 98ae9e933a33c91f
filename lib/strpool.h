/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A string pool that is being filled: each different string is stored once. */
#ifndef STRPOOL_H
#define STRPOOL_H

#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct strpool {
	char *bytes;
	size_t size;
	size_t room;
	/*
	 * The table of strings: most that are looked for are new, and to see that only the
	 * tags are looked at.
	 */
	uint32_t *tags;	 /* each string's hash, and its kind in the upper bits; 0 where none is */
	uint32_t *texts; /* behind the tags, in the same block */
	size_t n_slots;	 /* a power of two */
	size_t used;
};

/*
 * Strings of two kinds have two places in the pool, even where they are the
 * same: what is known of one, by its offset, need not be so for the other.
 */
enum {
	STRPOOL_KIND_BITS = 2,
};

/*
 * Make a pool that has "" at offset 0; it need not grow before it has about as many
 * strings. Return: 0 or -ENOMEM.
 */
int strpool_init(struct strpool *pool, size_t strings);

/* Free what strings are found with: none may be added after it. */
void strpool_seal(struct strpool *pool);

/* Free what a pool has; a pool that is all zero has nothing. */
void strpool_free(struct strpool *pool);

/* Whether the pool's string at an offset is the one given. */
static inline bool strpool_is(const struct strpool *pool, uint32_t text, const char *bytes,
			      size_t len)
{
	const char *at = pool->bytes + text;

	/* The NUL first: mostly it tells already. */
	return len < pool->size - text && !at[len] && !memcmp(at, bytes, len);
}

/* A string that is looked for: without NUL bytes, not NUL-terminated. */
struct strpool_key {
	const char *bytes;
	size_t len;
	uint32_t tag;
};

/* strpool_make_key - @kind is a number of STRPOOL_KIND_BITS */
static inline void strpool_make_key(const char *bytes, size_t len, unsigned int kind,
				    struct strpool_key *key)
{
	const uint32_t used = UINT32_C(1) << 31; /* no tag is 0 */

	key->bytes = bytes;
	key->len = len;
	key->tag = ((uint32_t)hash_bytes(bytes, len, 0) | used) >> STRPOOL_KIND_BITS |
		   kind << (32 - STRPOOL_KIND_BITS);
}

/* Fetch the memory in which a string will be looked for. */
static inline void strpool_prefetch(const struct strpool *pool, const struct strpool_key *key)
{
	__builtin_prefetch(&pool->tags[key->tag & (pool->n_slots - 1)]);
}

/*
 * strpool_add - the offset of a string in the pool, which gets it if it has it not
 * @key: the string
 * @text: set to the offset; if the string is new, the pool's size before
 *
 * Return: 0, -ENOMEM, or -EFBIG if offsets would not fit into 32 bits.
 */
int strpool_add(struct strpool *pool, const struct strpool_key *key, uint32_t *text);

/* strpool_add_plain - likewise, for a string of kind 0 */
int strpool_add_plain(struct strpool *pool, const char *bytes, size_t len, uint32_t *text);

/* strpool_append - likewise, but the string gets a place of its own even if it has one */
int strpool_append(struct strpool *pool, const char *bytes, size_t len, uint32_t *text);

#endif
