/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double up to the larger size: small arenas waste little, large ones allocate rarely. */
#define BLOCK_SIZE_MIN 16384
#define BLOCK_SIZE_MAX (1 << 20)

/* No real allocation comes near; a miscalculated size is larger. */
#define ALLOCATION_MAX INT32_MAX

struct arena_block {
	struct arena_block *next;
	struct arena_block *prev; /* of a block that holds one large array and nothing else */
	size_t used;		  /* from the front */
	size_t size;		  /* up to the text at the end */
	alignas(max_align_t) unsigned char data[];
};

#define BLOCK_HEADER offsetof(struct arena_block, data)

/* An array of this size or more has a block of its own. */
#define LARGE_ARRAY 65536

static size_t aligned(size_t size)
{
	const size_t align = alignof(max_align_t);

	return (size + align - 1) / align * align;
}

static size_t next_block_size(const struct arena *arena, size_t size)
{
	size_t room = 2 * arena->block_size;

	if (room < BLOCK_SIZE_MIN)
		room = BLOCK_SIZE_MIN;
	if (room > BLOCK_SIZE_MAX)
		room = BLOCK_SIZE_MAX;
	return size > room ? size : room;
}

/* A block with so much room; NULL if out of memory. */
static struct arena_block *block_for(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;

	if (block && block->size - block->used >= size)
		return block;
	size = next_block_size(arena, size);
	block = malloc(sizeof(*block) + size);
	if (!block)
		return NULL;
	*block = (struct arena_block){ .next = arena->blocks, .size = size };
	arena->blocks = block;
	arena->block_size = size;
	return block;
}

/* Uninitialised memory. */
static void *take(struct arena *arena, size_t size)
{
	struct arena_block *block;
	void *memory;

	if (size > ALLOCATION_MAX)
		return NULL;
	size = aligned(size);
	block = block_for(arena, size);
	if (!block)
		return NULL;
	memory = block->data + block->used;
	block->used += size;
	return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory = take(arena, size);

	return memory ? memset(memory, 0, size) : NULL;
}

/* Text needs no alignment, so it is taken from the end of a block. */
char *arena_text(struct arena *arena, size_t len)
{
	struct arena_block *block = len < ALLOCATION_MAX ? block_for(arena, len + 1) : NULL;
	char *text;

	if (!block)
		return NULL;
	block->size -= len + 1;
	text = (char *)block->data + block->size;
	text[len] = '\0';
	return text;
}

char *arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_text(arena, len);

	return copy ? memcpy(copy, text, len) : NULL;
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
	text = arena_text(arena, (size_t)len);
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

/* The last allocation can grow in place. */
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
 * A large array has a block of its own. realloc() remaps its pages instead of copying, and
 * touches no page before it is needed.
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

/* Grow an array that shares its block with others, in place if possible. */
static void *grow_small(struct arena *arena, void *array, size_t n, size_t has, size_t needs,
			size_t size)
{
	void *larger;

	if (has && needs < LARGE_ARRAY && extend(arena, array, has, needs))
		return array;
	larger = needs < LARGE_ARRAY ? take(arena, needs) : grow_large(arena, NULL, needs);
	if (larger && array)
		memcpy(larger, array, n * size);
	return larger;
}

void *arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
		    size_t wanted)
{
	const size_t has = array ? *room * size : 0;
	void *larger;

	/* Never shrink below what is in use. */
	if (wanted < n)
		wanted = n;
	if (array && wanted <= *room)
		return array;
	if (wanted > ALLOCATION_MAX / size)
		return NULL;
	if (has >= LARGE_ARRAY)
		larger = grow_large(arena, (struct arena_block *)((char *)array - BLOCK_HEADER),
				    wanted * size);
	else
		larger = grow_small(arena, array, n, has, wanted * size, size);
	if (larger)
		*room = wanted;
	return larger;
}

void *arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size)
{
	if (array && n < *room)
		return array;
	return n > SIZE_MAX / 2 ? NULL : arena_reserve(arena, array, n, room, size, n ? 2 * n : 1);
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
	arena->block_size = 0;
}
