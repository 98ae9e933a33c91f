/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text from registries, policies and the command line is shown to people: no
 * byte of it may reach a terminal as a command.
 */
#ifndef NFTSVC_PRINTABLE_H
#define NFTSVC_PRINTABLE_H

#include <stdbool.h>
#include <stdio.h>

/**
 * printable_print - print text with all that a terminal would act on replaced
 * @text: any bytes
 * @out: written to; errors are left for ferror()
 *
 * Line breaks and tabs become a space each. Bytes that are not UTF-8 and C0
 * control characters become <1B>, and C1 control characters, characters
 * without a shape, and those that change the direction of writing <U+202E>.
 */
void printable_print(const char *text, FILE *out);

/** printable_dup - the same as a string for free(); NULL without memory */
char *printable_dup(const char *text);

/** printable_is_ascii - whether a text has printable ASCII characters and blanks only */
bool printable_is_ascii(const char *text);

/** printable_is_harmless - whether a character is shown as it is: it has a shape, and steers nothing */
bool printable_is_harmless(unsigned int code);

/**
 * printable_width - columns of a terminal that a harmless character takes
 *
 * Return: 0 for a mark that is put onto the character in front, 2 for those of
 * East Asia and for emoji, else 1. Not wcwidth(), which goes by the locale.
 */
int printable_width(unsigned int code);

/** known_date - the date of a registry for a message; services(5) has none */
static inline const char *known_date(const char *date)
{
	return *date ? date : "an unknown date";
}

#endif
