/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USE_H
#define USE_H

#include "image.h"

/* Call everything that reads a registry, and read what it gives to its end. */
void use(const struct svcreg *reg);

/*
 * Export a whole registry; returns the text, for free(), and its size. It must not
 * fail, and write no NUL.
 */
char *written(const struct svcreg *reg, int (*export)(struct svcreg_iter *it, FILE *out),
	      size_t *size);

/*
 * Use the registry of an image, write it, read that, and write it again: it must be
 * the same text.
 */
void use_and_rewrite(const struct image_header *image,
		     int (*export)(struct svcreg_iter *it, FILE *out));

#endif
