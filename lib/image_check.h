/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An image while it is checked. */
#ifndef IMAGE_CHECK_H
#define IMAGE_CHECK_H

#include "image.h"

struct checker {
	const struct image_header *image;
	const struct image_record *records;
	const struct image_name *names;
	const struct image_hash *hash;
	const uint32_t *lists;
	const uint32_t *pages;
	const uint32_t *dirs;
	const char *pool;
	bool *begins; /* where in lists a list begins */
	uint32_t count[IMAGE_SECTIONS];
};

/* Whether a string begins at an offset of the pool. */
static inline bool is_text(const struct checker *c, uint32_t text)
{
	return !text || (text < c->count[IMAGE_POOL] && !c->pool[text - 1]);
}

/*
 * Check what there is besides records and their indexes. Return: 0, or -EINVAL
 * with err->text set if err is not NULL.
 */
int check_about(const struct checker *c, struct svcreg_error *err);

#endif
