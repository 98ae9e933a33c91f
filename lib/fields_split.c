/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fields_split.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* One bit for each of eight bytes, the lowest for the first: whether it is a comma. */
static uint64_t find_commas(uint64_t bytes)
{
	const uint64_t ones = 0x0101010101010101;
	const uint64_t low_bits = 0x7f * ones;
	uint64_t high_bits;

	bytes ^= ',' * ones;
	high_bits = ~(((bytes & low_bits) + low_bits) | bytes | low_bits);
	/* The product's highest byte has each of them once. */
	return (high_bits >> 7) * 0x0102040810204080 >> 56;
}

enum {
	BLOCK = 64,
};

/* Likewise for each byte of a block, so that most rows are one or two of them. */
static uint64_t find_block_commas(const char *at)
{
	uint64_t commas = 0;

	for (int i = 0; i < BLOCK; i += 8) {
		uint64_t bytes;

		memcpy(&bytes, at + i, sizeof(bytes));
		commas |= find_commas(le64toh(bytes)) << i;
	}
	return commas;
}

/* Likewise for what is less than a block, at the end of the file. */
static uint64_t find_last_commas(const char *at, size_t size)
{
	char block[BLOCK] = { 0 };

	memcpy(block, at, size);
	return find_block_commas(block);
}

/* The fields of a row without quotes, one after the other. */
struct splitter {
	const char *begin; /* of the field that comes next */
	struct field *row;
	size_t room;
	size_t n;
};

static inline void add_field(struct splitter *s, const char *end)
{
	if (s->n < s->room)
		s->row[s->n] = (struct field){ s->begin, (size_t)(end - s->begin) };
	s->begin = end + 1;
	s->n++;
}

size_t fields_split(const char *at, const char *end, const char *file_end, struct field *row,
		    size_t room)
{
	struct splitter s = { .begin = at, .row = row, .room = room };

	for (; at < end; at += BLOCK) {
		uint64_t commas = file_end - at >= BLOCK ? find_block_commas(at)
							 : find_last_commas(at, (size_t)(end - at));

		/* Those of the next row are not looked at. */
		if (end - at < BLOCK)
			commas &= ((uint64_t)1 << (end - at)) - 1;
		for (; commas; commas &= commas - 1)
			add_field(&s, at + __builtin_ctzll(commas));
	}
	add_field(&s, end);
	return s.n;
}
