/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text broken into lines between its words. */
#ifndef NFTSVC_WRAP_H
#define NFTSVC_WRAP_H

#include <stddef.h>

/** text_width - the columns of a terminal that a text takes, in the locale's encoding */
size_t text_width(const char *text);

/**
 * wrap_words - a copy of a text in lines of a width
 * @text: printable, without line breaks
 * @width: columns of a terminal; only a word that is longer makes a longer line,
 *	up to where it can be broken
 *
 * Return: the text with a line break for the blanks where a line ends, for
 * free(); NULL without memory.
 */
char *wrap_words(const char *text, size_t width);

/**
 * share_width - how wide columns can be that have to share a width
 * @widths: what each of them would like; reduced where that is too much
 * @n: how many
 * @total: what there is
 * @least: no column is made narrower than this
 *
 * Narrow columns keep what they need; the wide ones get the same each.
 */
void share_width(size_t *widths, size_t n, size_t total, size_t least);

#endif
