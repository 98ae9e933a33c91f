/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double up to the larger size: little is wasted on little, and little time on much. */
#define BLOCK_SIZE_MIN 16384
#define BLOCK_SIZE_MAX (1 << 20)

/* Nothing that is read here comes near; a size that was reckoned wrong is above. */
#define ALLOCATION_MAX INT32_MAX

struct arena_block {
	struct arena_block *next;
	struct arena_block *prev; /* of a block that holds one large array and nothing else */
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char data[];
};

#define BLOCK_HEADER offsetof(struct arena_block, data)

/* From this size on an array is not one among others in a block. */
#define LARGE_ARRAY 65536

static size_t aligned(size_t size)
{
	const size_t align = alignof(max_align_t);

	return (size + align - 1) / align * align;
}

static size_t next_block_size(const struct arena_block *block, size_t size)
{
	size_t room = block ? 2 * block->size : BLOCK_SIZE_MIN;

	if (room > BLOCK_SIZE_MAX)
		room = BLOCK_SIZE_MAX;
	return size > room ? size : room;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	void *memory;

	if (size > ALLOCATION_MAX)
		return NULL;
	size = aligned(size);
	if (!block || block->size - block->used < size) {
		size_t room = next_block_size(block, size);

		block = calloc(1, sizeof(*block) + room);
		if (!block)
			return NULL;
		block->size = room;
		block->next = arena->blocks;
		arena->blocks = block;
	}
	memory = block->data + block->used;
	block->used += size;
	return memory;
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (copy)
		memcpy(copy, text, len);
	return copy;
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		return NULL;
	text = arena_alloc(arena, (size_t)len + 1);
	if (text)
		vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return text;
}

/* What was allocated last can grow where it is. */
static bool extend(struct arena *arena, const void *last, size_t size, size_t more)
{
	struct arena_block *block = arena->blocks;

	if (!block || (const unsigned char *)last + aligned(size) != block->data + block->used ||
	    aligned(more) - aligned(size) > block->size - block->used)
		return false;
	block->used += aligned(more) - aligned(size);
	return true;
}

/*
 * A large array has a block of its own, which realloc() moves by its pages: no
 * byte is copied, and no page is touched before it is needed.
 */
static void *grow_large(struct arena *arena, struct arena_block *block, size_t size)
{
	struct arena_block *prev = block ? block->prev : NULL;
	struct arena_block *next = block ? block->next : arena->large;

	block = realloc(block, sizeof(*block) + size);
	if (!block)
		return NULL;
	*block = (struct arena_block){ .next = next, .prev = prev, .size = size };
	if (next)
		next->prev = block;
	if (prev)
		prev->next = block;
	else
		arena->large = block;
	return block->data;
}

void *arena_grow(struct arena *arena, void *array, size_t n, size_t size)
{
	const size_t used = n * size;
	const size_t room = (n ? 2 * n : 1) * size;
	void *larger;

	if (n & (n - 1) || (n == 0 && array))
		return array;
	if (n > ALLOCATION_MAX / 2 / size)
		return NULL;
	if (used >= LARGE_ARRAY)
		return grow_large(arena, (struct arena_block *)((char *)array - BLOCK_HEADER),
				  room);
	if (n && room < LARGE_ARRAY && extend(arena, array, used, room))
		return array;
	larger = room < LARGE_ARRAY ? arena_alloc(arena, room) : grow_large(arena, NULL, room);
	if (larger && n)
		memcpy(larger, array, used);
	return larger;
}

static void free_blocks(struct arena_block **blocks)
{
	while (*blocks) {
		struct arena_block *block = *blocks;

		*blocks = block->next;
		free(block);
	}
}

void arena_free(struct arena *arena)
{
	free_blocks(&arena->blocks);
	free_blocks(&arena->large);
}
