/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "query/selection.h"

#include <errno.h>
#include <stdlib.h>

static int compare_numbers(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

static size_t sort_once(uint32_t *rows, size_t n)
{
	size_t kept = 0;

	if (n == 0)
		return 0;
	qsort(rows, n, sizeof(*rows), compare_numbers);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || rows[kept - 1] != rows[i])
			rows[kept++] = rows[i];
	}
	return kept;
}

int answers_walk(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 size_t n, struct svcreg_iter *it)
{
	size_t room = 0;
	size_t used = 0;
	uint32_t *rows;

	for (size_t i = 0; i < n; i++)
		room += answers[i].n;
	rows = arena_alloc(arena, room * sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		for (size_t row = 0; row < answers[i].n; row++) {
			if (answers[i].rows[row].has_record && !answers[i].rows[row].of)
				rows[used++] = answers[i].rows[row].rec.row;
		}
	}
	svcreg_rows(reg, rows, sort_once(rows, used), it);
	return 0;
}
