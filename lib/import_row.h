/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields and rows of a CSV file on their way into a draft. */
#ifndef IMPORT_ROW_H
#define IMPORT_ROW_H

#include "draft.h"
#include "fields.h"

enum {
	IMPORT_MAX_COLUMNS = 32,
	IMPORT_TITLE_SIZE = 48,
};

/* A text of a row, in the draft's pool. */
struct import_text {
	uint32_t at;
	uint32_t len; /* 0 of a column that the row leaves empty */
};

struct import {
	struct draft draft;
	struct svcreg_error *err;
	unsigned long row; /* the row that is being read; the titles are row 0 */
	size_t n_columns;
	int column[IMPORT_MAX_COLUMNS]; /* enum svcreg_column, or -1 for one of no interest */
	char title[IMPORT_MAX_COLUMNS][IMPORT_TITLE_SIZE];
	/* The texts of the row, of the one before it, and of the one before that. */
	struct import_text texts[3][SVCREG_COLUMNS];
};

/*
 * import_row - add the record that a row is; the first row is no record
 * @row: the row's fields, as many as there is room for
 * @n: how many they are
 *
 * Return: 0, -ENOMEM, -EOVERFLOW, or -EINVAL with err->text set.
 */
int import_row(struct import *import, const struct field *row, size_t n);

/*
 * import_titles - find the registry's columns in the first row
 *
 * Return: 0, or -EINVAL with err->text set.
 */
int import_titles(struct import *import, const struct field *row, size_t n);

#endif
