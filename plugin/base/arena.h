/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is freed all at once: a policy or a state is one arena. */
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

/** arena_alloc - zeroed memory aligned for any type; NULL if there is none left */
void *arena_alloc(struct arena *arena, size_t size);

/** arena_strndup - a NUL-terminated copy of @len bytes; NULL if there is no memory left */
char *arena_strndup(struct arena *arena, const char *text, size_t len);

/** arena_text - room for @len bytes of text, with the NUL behind them; NULL if there is no memory left */
char *arena_text(struct arena *arena, size_t len);

/** arena_printf - formatted text; NULL if there is no memory left */
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *arena, const char *fmt, ...);
char *arena_vprintf(struct arena *arena, const char *fmt, va_list ap);

/**
 * arena_grow - make room for one element more in an array that an arena holds
 * @arena: the arena
 * @array: NULL, or an array of any origin
 * @n: elements in use
 * @room: elements that there is room for: 0 at first, and from then on this
 *	function's alone. It belongs to the array: where another one takes its
 *	place, it is 0 again
 * @size: bytes an element
 *
 * An array that did not come from here has no @room, and is copied. Only the
 * elements in use are kept, and the room behind them has no value yet.
 *
 * Return: the array, moved where it had to be; NULL if there is no memory left.
 */
void *arena_grow(struct arena *arena, void *array, size_t n, size_t *room, size_t size);

/**
 * arena_reserve - arena_grow() where it is known, or likely, how many will come
 * @wanted: elements to make room for, those in use included
 */
void *arena_reserve(struct arena *arena, void *array, size_t n, size_t *room, size_t size,
		    size_t wanted);

/** arena_free - free everything; the arena can be used again */
void arena_free(struct arena *arena);

#endif
