/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields and rows of a CSV file on their way into a draft. */
#ifndef IMPORT_ROW_H
#define IMPORT_ROW_H

#include "draft.h"

enum {
	IMPORT_MAX_COLUMNS = 32,
	IMPORT_TITLE_SIZE = 48,
};

struct import {
	struct draft draft;
	struct svcreg_error *err;
	int ret;	   /* the first error; nothing is looked at after it */
	unsigned long row; /* the row that is being read; the titles are row 0 */
	size_t field;	   /* the field of it that comes next */
	size_t n_columns;
	int column[IMPORT_MAX_COLUMNS]; /* enum svcreg_column, or -1 for one of no interest */
	char title[IMPORT_MAX_COLUMNS][IMPORT_TITLE_SIZE];
	struct image_record record;
	struct image_record before; /* the record before it */
	bool crlf;		    /* lines end in CRLF, also those inside quotes */
	bool after_cr;		    /* the row before ended in CR, and LF has to follow */
	char *scratch;
	size_t scratch_room;
};

/* libcsv's callbacks; @data is the import. */
void import_field(void *text, size_t len, void *data);
void import_row(int end, void *data);

void import_free(struct import *import);

/*
 * import_titles - find the registry's columns in the titles that were read
 *
 * Return: 0, or -EINVAL with err->text set.
 */
int import_titles(struct import *import);

#endif
