/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of an image while it is built. */
#ifndef BUILD_H
#define BUILD_H

#include "draft.h"

/* Numbers in a row that grows. */
struct numbers {
	uint32_t *at;
	size_t n;
	size_t room;
};

/* The fields of a record that the indexes need, kept close together. */
struct port_use {
	uint32_t record;
	uint16_t first;
	uint16_t last;
	uint8_t transport;
	uint8_t status;
	uint8_t flags;
};

struct build {
	struct draft *draft;
	struct port_use *by_first; /* the records sorted by first port, then by number */
	struct image_name *names;
	struct image_hash *hash;
	uint32_t *ids; /* the contacts' numbers, sorted by id */
	size_t n_names;
	size_t n_hash;
	struct numbers lists;
	struct numbers pages;
	int transports; /* IMAGE_TRANSPORTS if a record is of another one, else SVCREG_TRANSPORTS */
	uint32_t dirs[IMAGE_TRANSPORTS * IMAGE_DIR_PAGES];
};

/*
 * Make room for more numbers behind those there are. Return: 0, -ENOMEM, or
 * -E2BIG if there would be more than IMAGE_MAX_LISTS.
 */
int numbers_grow(struct numbers *numbers, size_t more);

static inline int numbers_reserve(struct numbers *numbers, size_t more)
{
	return more <= numbers->room - numbers->n ? 0 : numbers_grow(numbers, more);
}

/* Fill in names, hash and their lists. Return: 0, -ENOMEM, -E2BIG or -EINVAL. */
int build_names(struct build *b, struct svcreg_error *err);

/* Fill in pages, dirs and their lists. Return: 0, -ENOMEM or -E2BIG. */
int build_ports(struct build *b);

#endif
