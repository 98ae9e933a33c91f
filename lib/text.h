/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings as the registry compares them: bytes, ASCII letters without regard to case. */
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

/* A hash of a string that is the same for all its spellings in upper and lower case. */
uint64_t text_hash(const char *s);

/* A string's first eight bytes as a number that is less where text_compare() says so. */
uint64_t text_sort_key(const char *s);

/* Whether two strings are the same without regard to case. */
bool text_equal(const char *a, const char *b);

/* Like strcmp(), without regard to case. */
int text_compare(const char *a, const char *b);

/* Whether a byte is white space: a blank, or one of the five controls from tab to CR. */
static inline bool text_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Like strcmp(), for texts of words: white space at their ends does not count, and all
 * other white space is the same as one blank.
 */
int text_compare_words(const char *a, const char *b);

/* Like strstr(), without regard to case, and with only yes or no. */
bool text_contains(const char *text, const char *part);

/* Whether @text has @before, @name after it, and then no more of a name. */
bool text_has_phrase(const char *text, const char *before, const char *name);

/* The offset of the first byte that is not UTF-8 (RFC 3629), or @size. */
size_t text_utf8_end(const char *data, size_t size);

#endif
