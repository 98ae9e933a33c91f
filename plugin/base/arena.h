/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is freed all at once: each policy and each state has an arena. */
#ifndef NFTSVC_ARENA_H
#define NFTSVC_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

/** Zero-initialise it; nothing is allocated before it is used. */
struct arena {
	struct arena_block *blocks;
	struct arena_block *large; /* arrays with a block each */
	size_t block_size;	   /* of the newest block */
};

/** arena_alloc - zeroed memory, aligned for any type; NULL if out of memory */
void *arena_alloc(struct arena *arena, size_t size);

/** arena_strndup - a NUL-terminated copy of @len bytes; NULL if out of memory */
char *arena_strndup(struct arena *arena, const char *text, size_t len);

/** arena_text - room for @len bytes of text, with the NUL behind them; NULL if out of memory */
char *arena_text(struct arena *arena, size_t len);

/** arena_printf - formatted text; NULL if out of memory */
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *arena, const char *fmt, ...);
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap);

/**
 * arena_grow - make room for one element more in an array that an arena holds
 * @arena: the arena
 * @array: NULL, or an array of any origin
 * @n: elements in use
 * @room: allocated elements: 0 at first, then only changed by this function. Set it to 0
 *	again when another array takes the place of this one
 * @size: bytes an element
 *
 * An array of other origin has no @room, and is copied. Only the elements in use keep their
 * values.
 *
 * Return: the array, which may have moved; NULL if out of memory.
 */
void *arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);

/**
 * arena_reserve - arena_grow() for a known or likely number of elements
 * @wanted: elements to make room for, those in use included
 */
void *arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
		    size_t wanted);

/** arena_free - free everything; the arena can be used again */
void arena_free(struct arena *arena);

#endif
