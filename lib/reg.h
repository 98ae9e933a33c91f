/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An open registry: an image, and whose memory it is in. */
#ifndef REG_H
#define REG_H

#include "import.h"

enum reg_memory {
	REG_BUILTIN,
	REG_HEAP,
	REG_MAPPED,
};

struct svcreg {
	const struct image_header *image;
	const char *source; /* from malloc() except where it is built in */
	enum reg_memory memory;
	struct import_skipped skipped;
};

/*
 * Make a registry of a checked image, which then belongs to it; @skipped may be NULL.
 * Return: 0, or -ENOMEM, and the image is still the caller's.
 */
int reg_new(struct image_header *image, enum reg_memory memory, const char *source,
	    const struct import_skipped *skipped, const struct svcreg **reg);

/* image_check(), image_check_whole() or image_check_shape(). */
typedef int reg_check(const void *data, size_t size, struct svcreg_error *err);

/*
 * Make a registry of a file that is an image, by mapping it. The descriptor is
 * not needed afterwards. Return: 0, or as svcreg_open_image().
 */
int reg_map(int fd, size_t size, const char *path, reg_check *check, const struct svcreg **reg,
	    struct svcreg_error *err);

/* The kinds of walk: svcreg_iter.kind. */
enum iter_kind {
	ITER_LIST,    /* the records of ids */
	ITER_ROWS,    /* the same, but ids counts them from 1, and is the caller's */
	ITER_ALL,     /* all records; so the others, of which these are let through: */
	ITER_RANGE,   /* those with a port from first to last */
	ITER_SEARCH,  /* those with text in a column */
	ITER_FORMER,  /* those that say that text once was their name */
	ITER_RENAMED, /* the same, and those with another name that say it */
};

#endif
