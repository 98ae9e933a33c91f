/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Formats in which every byte counts, such as CSV: exact for programs, and on a
 * terminal without what would steer it.
 */
#ifndef NFTSVC_PEOPLE_H
#define NFTSVC_PEOPLE_H

#include <stdio.h>

/** The output so far. */
struct people {
	FILE *out;
	FILE *kept; /* NULL: @out is no terminal */
	char *text;
	size_t size;
};

/**
 * people_begin - a stream to print to
 * @people: filled in, for people_end()
 * @out: where it is to go
 *
 * Return: @out itself, or one for a terminal's sake; NULL without memory.
 */
FILE *people_begin(struct people *people, FILE *out);

/**
 * people_end - the end of what is printed
 *
 * Return: 0, or a negative errno value; errors of @out are left for ferror().
 */
int people_end(struct people *people);

#endif
