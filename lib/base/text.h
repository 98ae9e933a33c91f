/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Texts. Names are compared without regard to ASCII case, in any locale (RFC 6335, 5.1), and
 * other bytes as they are.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline unsigned char text_lower(char c)
{
	unsigned char u = (unsigned char)c;

	return (unsigned char)(u - 'A') < 26 ? u | 0x20 : u;
}

/* A hash that does not depend on upper and lower case. */
uint64_t text_hash(const char *s);

/* The first eight bytes as a number, in the order of text_compare(). */
uint64_t text_sort_key(const char *s);

/* Whether two texts are equal without regard to case. */
bool text_equal(const char *a, const char *b);

/* Like strcmp(), without regard to case. */
int text_compare(const char *a, const char *b);

/* Whether a byte is white space: a blank, or a control from tab to CR. */
static inline bool text_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Like strcmp(), but white space at the ends is ignored, and any other run of it is one blank. */
int text_compare_words(const char *a, const char *b);

/* Whether a text has @part in it, without regard to case. */
bool text_contains(const char *text, const char *part);

/* Whether a text has @before followed by @name, where the name ends. */
bool text_has_phrase(const char *text, const char *before, const char *name);

/*
 * utf8_next - decode the first character of a text (RFC 3629)
 * @text: at least one byte
 * @size: bytes in it; SIZE_MAX if it is NUL-terminated
 * @code: set to the character's number; untouched on failure
 *
 * Return: its length in bytes, or 0 if there is no valid character.
 */
size_t utf8_next(const char *text, size_t size, unsigned int *code);

/* utf8_end - offset of the first byte that is not UTF-8, or @size */
size_t utf8_end(const char *data, size_t size);

#endif
