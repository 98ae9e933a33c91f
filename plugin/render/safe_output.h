/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Output for formats such as CSV, whose bytes matter: exact for programs, and printable on a
 * terminal, which acts on control characters.
 */
#ifndef NFTSVC_SAFE_OUTPUT_H
#define NFTSVC_SAFE_OUTPUT_H

#include <stdio.h>

/** One output. */
struct safe_output {
	FILE *out;
	FILE *kept; /* holds back the output; NULL: @out is not a terminal */
	char *text; /* the output so far */
	size_t size;
};

/**
 * safe_output_begin - open the stream to print to
 * @safe: filled in, for safe_output_end()
 * @out: the destination
 *
 * Return: @out itself; a stream of its own if @out is a terminal; or NULL without memory.
 */
FILE *safe_output_begin(struct safe_output *safe, FILE *out);

/**
 * safe_output_end - make the text printable, write it to the terminal, and free it
 *
 * Return: 0, or a negative errno value; errors of @out are left for ferror().
 */
int safe_output_end(struct safe_output *safe);

#endif
