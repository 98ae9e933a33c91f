/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts side by side in a page of plain text, each broken into lines of its column's width. */
#ifndef NFTSVC_TEXT_COLUMNS_H
#define NFTSVC_TEXT_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

/** The columns of a terminal that a page has. */
#define TEXT_PAGE_WIDTH 100
/** Between two columns. */
#define TEXT_GAP 2
/** A row has no more cells than this. */
#define TEXT_CELLS_MAX 4

struct text_columns {
	FILE *out;
	size_t n;
	size_t width[TEXT_CELLS_MAX];
	const char *title[TEXT_CELLS_MAX];
};

/** text_lines - a text made printable, in lines of a width, for free(); NULL without memory */
char *text_lines(const char *text, size_t width);

/**
 * text_paragraph - print text_lines() with a line break behind; nothing where the text is empty
 * @title: stands before the text with a colon; NULL: none
 *
 * Return: 0 or -ENOMEM.
 */
int text_paragraph(const char *title, const char *text, size_t width, FILE *out);

/** text_fit_last - the last column gets what the others leave of the page */
void text_fit_last(struct text_columns *columns);

/** text_titles - print the line of titles, and one below it */
void text_titles(const struct text_columns *columns);

/**
 * text_row - print a row; no line of it ends in a blank
 * @columns: the columns
 * @cells: lines as text_lines() makes them; freed, also on failure. NULL is
 *	where there was no memory for one
 *
 * Return: 0 or -ENOMEM.
 */
int text_row(const struct text_columns *columns, char *const *cells);

#endif
