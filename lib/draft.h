/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records of a registry while they are collected, before they become an image. */
#ifndef DRAFT_H
#define DRAFT_H

#include "image.h"
#include "strpool.h"

struct draft {
	struct strpool pool;
	struct image_record *records;
	size_t n;
	size_t room;
};

/* Return: 0 or -ENOMEM. */
int draft_init(struct draft *draft);

/* Free what a draft has; a draft that is all zero has nothing. */
void draft_free(struct draft *draft);

/*
 * draft_add - add a record at the end
 * @record: its texts in the draft's pool, ports, transport and flags; the
 *	status is found here
 *
 * Return: 0 or -ENOMEM.
 */
int draft_add(struct draft *draft, const struct image_record *record);

/*
 * image_build - make the image of a draft
 * @date: the registry's date, or NULL for that of its newest record
 * @image: set to the image, from malloc()
 *
 * Return: 0, -ENOMEM, or -EINVAL with err->text set if err is not NULL.
 */
int image_build(const struct draft *draft, const char *date, struct image_header **image,
		struct svcreg_error *err);

#endif
