/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that are spelt almost like another one. */
#ifndef NFTSVC_SIMILAR_H
#define NFTSVC_SIMILAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIMILAR_MAX 3
/* Longer names are not compared, to limit the work. */
#define SIMILAR_LENGTH 32

/** The candidates that are nearest so far, the nearest first. */
struct similar {
	const char *names[SIMILAR_MAX]; /* borrowed from the candidates */
	unsigned int costs[SIMILAR_MAX];
	size_t n;
	char name[SIMILAR_LENGTH]; /* in lower case, not terminated */
	size_t length;
	uint64_t letters;
};

/** similar_init - look for names like @name */
void similar_init(struct similar *similar, const char *name, size_t length);

/**
 * similar_offer - remember a candidate if it is near
 *
 * Return: whether it was remembered.
 */
bool similar_offer(struct similar *similar, const char *candidate);

#endif
