/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first line of a CSV file: which column is where. */
#include "error.h"
#include "import_row.h"
#include "text.h"

#include <string.h>

/* How many letters to change, add or leave out to get from one title to the other. */
static size_t distance(const char *a, const char *b)
{
	size_t row[IMPORT_TITLE_SIZE + 1];
	size_t len = strlen(b);

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < len; j++) {
			size_t best = diagonal + (text_lower(a[i]) != text_lower(b[j]));

			diagonal = row[j + 1];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j + 1] + 1 < best)
				best = row[j + 1] + 1;
			row[j + 1] = best;
		}
	}
	return row[len];
}

/* The title, not one of the registry's, that is most like a name; NULL if none is much like it. */
static const char *near_title(const struct import *import, const char *name)
{
	size_t best = strlen(name) / 2 + 1;
	const char *near = NULL;

	for (size_t i = 0; i < import->n_columns; i++) {
		size_t d;

		if (import->column[i] >= 0)
			continue;
		d = distance(name, import->title[i]);
		if (text_contains(import->title[i], name))
			d = 1;
		if (d < best) {
			best = d;
			near = import->title[i];
		}
	}
	return near;
}

static int find_column(const char *title)
{
	/* What IANA called it until some year after 2016. */
	if (!strcmp(title, "Known Unauthorized Uses"))
		return SVCREG_COL_UNAUTHORIZED;
	for (int c = 0; c < SVCREG_COLUMNS; c++)
		if (!strcmp(title, svcreg_column_name((enum svcreg_column)c)))
			return c;
	return -1;
}

static void copy_title(char *title, const struct field *field)
{
	size_t len = field->len < IMPORT_TITLE_SIZE ? field->len : IMPORT_TITLE_SIZE - 1;

	memcpy(title, field->text, len);
	title[len] = '\0';
}

int import_titles(struct import *import, const struct field *row, size_t n)
{
	bool found[SVCREG_COLUMNS] = { false };

	if (n > IMPORT_MAX_COLUMNS)
		return refuse(import->err, "more than %d columns", IMPORT_MAX_COLUMNS);
	if (n == 1)
		return refuse(import->err, "neither the titles of IANA's CSV nor a line of "
					   "services(5), \"name port/protocol\"");
	import->n_columns = n;
	for (size_t i = 0; i < n; i++) {
		int column;

		copy_title(import->title[i], &row[i]);
		column = find_column(import->title[i]);
		import->column[i] = column;
		if (column < 0)
			continue;
		if (found[column])
			return refuse(import->err, "the column \"%s\" is there twice",
				      import->title[i]);
		found[column] = true;
	}
	for (int c = 0; c < SVCREG_COLUMNS; c++) {
		const char *name = svcreg_column_name((enum svcreg_column)c);
		const char *near;

		if (found[c])
			continue;
		near = near_title(import, name);
		if (near)
			return refuse(import->err,
				      "the column \"%s\" is missing; there is one called \"%s\"",
				      name, near);
		return refuse(import->err, "the column \"%s\" is missing", name);
	}
	return 0;
}
