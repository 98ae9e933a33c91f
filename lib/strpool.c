/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "strpool.h"

#include "base/pages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROOM = 1 << 20,
	FIRST_SLOTS = 1 << 10,
	STRING_SIZE = 20, /* at least, on average */
};

/* Three quarters of the slots may be used. */
static bool is_full(size_t used, size_t n_slots)
{
	return used >= n_slots / 4 * 3;
}

/* Return: the tags of a table without strings, or NULL. */
static uint32_t *new_table(size_t n_slots)
{
	return calloc(n_slots, 2 * sizeof(uint32_t));
}

int strpool_init(struct strpool *pool, size_t strings)
{
	struct strpool new = { .room = FIRST_ROOM, .n_slots = FIRST_SLOTS };
	size_t least = strings * STRING_SIZE;

	while (is_full(strings, new.n_slots))
		new.n_slots *= 2;

	new.bytes = malloc(new.room);
	new.tags = new_table(new.n_slots);
	if (!new.bytes || !new.tags) {
		strpool_free(&new);
		return -ENOMEM;
	}
	new.texts = new.tags + new.n_slots;
	pages_expect(new.bytes, least < new.room ? least : new.room);
	pages_expect(new.tags, new.n_slots * 2 * sizeof(*new.tags));
	new.bytes[new.size++] = '\0';
	*pool = new;
	return 0;
}

void strpool_seal(struct strpool *pool)
{
	free(pool->tags);
	pool->tags = NULL;
	pool->texts = NULL;
	pool->n_slots = 0;
}

void strpool_free(struct strpool *pool)
{
	free(pool->bytes);
	free(pool->tags);
	*pool = (struct strpool){ 0 };
}

static int reserve_bytes(struct strpool *pool, size_t len)
{
	size_t room = pool->room;
	char *bytes;

	if (len >= UINT32_MAX - pool->size)
		return -EFBIG;
	while (room - pool->size < len + 1)
		room *= 2;
	if (room == pool->room)
		return 0;
	bytes = realloc(pool->bytes, room);
	if (!bytes)
		return -ENOMEM;
	pool->bytes = bytes;
	pool->room = room;
	return 0;
}

static int reserve_slot(struct strpool *pool)
{
	size_t n_slots = pool->n_slots * 2;
	uint32_t *tags;

	if (!is_full(pool->used, pool->n_slots))
		return 0;
	tags = new_table(n_slots);
	if (!tags)
		return -ENOMEM;
	for (size_t i = 0; i < pool->n_slots; i++) {
		size_t at = pool->tags[i] & (n_slots - 1);

		if (!pool->tags[i])
			continue;
		while (tags[at])
			at = (at + 1) & (n_slots - 1);
		tags[at] = pool->tags[i];
		tags[n_slots + at] = pool->texts[i];
	}
	free(pool->tags);
	pool->tags = tags;
	pool->texts = tags + n_slots;
	pool->n_slots = n_slots;
	return 0;
}

/* The slot that has the string, or the free one where it belongs. */
static size_t find_slot(const struct strpool *pool, const struct strpool_key *key)
{
	size_t at = key->tag & (pool->n_slots - 1);

	for (;; at = (at + 1) & (pool->n_slots - 1))
		if (!pool->tags[at] || (pool->tags[at] == key->tag &&
					strpool_is(pool, pool->texts[at], key->bytes, key->len)))
			return at;
}

int strpool_append(struct strpool *pool, const char *bytes, size_t len, uint32_t *text)
{
	int err = reserve_bytes(pool, len);

	if (err)
		return err;
	*text = (uint32_t)pool->size;
	memcpy(pool->bytes + pool->size, bytes, len);
	pool->size += len;
	pool->bytes[pool->size++] = '\0';
	return 0;
}

int strpool_add(struct strpool *pool, const struct strpool_key *key, uint32_t *text)
{
	size_t slot;
	int err;

	if (!key->len) {
		*text = 0;
		return 0;
	}
	err = reserve_slot(pool);
	if (err)
		return err;
	slot = find_slot(pool, key);
	if (pool->tags[slot]) {
		*text = pool->texts[slot];
		return 0;
	}
	err = strpool_append(pool, key->bytes, key->len, text);
	if (err)
		return err;
	pool->tags[slot] = key->tag;
	pool->texts[slot] = *text;
	pool->used++;
	return 0;
}

int strpool_add_plain(struct strpool *pool, const char *bytes, size_t len, uint32_t *text)
{
	struct strpool_key key;

	strpool_make_key(bytes, len, 0, &key);
	return strpool_add(pool, &key, text);
}
