/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a CSV file: what is taken has to come out again, and be taken again,
 * and to be what libcsv reads in it.
 */
#include "fuzz.h"
#include "import.h"
#include "use.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* Parse the same bytes with libcsv, field by field. */
struct oracle {
	const struct svcreg *reg;
	struct svcreg_iter it;
	struct svcreg_record rec;
	int column[64]; /* enum svcreg_column, or -1 */
	size_t field;
	size_t row;
	bool crlf;
};

static int find_column(const char *title, size_t len)
{
	for (int c = 0; c < SVCREG_COLUMNS; c++) {
		const char *name = svcreg_column_name((enum svcreg_column)c);

		if (strlen(name) == len && !memcmp(name, title, len))
			return c;
	}
	return -1;
}

/* Whether a text is what a field became: in a file of CRLF its line breaks are LF. */
static bool is_text(const char *text, const char *field, size_t len, bool crlf)
{
	for (size_t i = 0; i < len; i++) {
		if (crlf && field[i] == '\r' && i + 1 < len && field[i + 1] == '\n')
			continue;
		if (*text++ != field[i])
			return false;
	}
	return !*text;
}

static void oracle_field(void *field, size_t len, void *data)
{
	struct oracle *oracle = data;
	int column;

	must(oracle->field < sizeof(oracle->column) / sizeof(*oracle->column));
	if (!oracle->row) {
		oracle->column[oracle->field++] = find_column(field, len);
		return;
	}
	if (!oracle->field)
		must(svcreg_next(&oracle->it, &oracle->rec));
	column = oracle->column[oracle->field++];
	must(column < 0 || is_text(oracle->rec.column[column], field, len, oracle->crlf));
}

static void oracle_row(int end, void *data)
{
	struct oracle *oracle = data;

	/* CRLF is the end of a row and one more without fields. */
	if (!oracle->row)
		oracle->crlf = end == '\r';
	oracle->row += oracle->field > 0;
	oracle->field = 0;
}

static int is_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void compare_with_libcsv(const struct svcreg *reg, const uint8_t *data, size_t size)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	struct oracle oracle = { .reg = reg };
	struct csv_parser parser;

	if (size >= sizeof(mark) && !memcmp(data, mark, sizeof(mark))) {
		data += sizeof(mark);
		size -= sizeof(mark);
	}
	svcreg_all(reg, &oracle.it);
	must(!csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI));
	csv_set_space_func(&parser, is_space);
	must(csv_parse(&parser, data, size, oracle_field, oracle_row, &oracle) == size);
	must(!csv_fini(&parser, NULL, NULL, NULL));
	csv_free(&parser);
	must(!svcreg_next(&oracle.it, &oracle.rec));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image_header *image = NULL;
	const struct svcreg *reg;
	struct svcreg_error err = { 0 };

	if (import_csv((const char *)data, size, NULL, &image, &err)) {
		must(!image && err.text[0]);
		return 0;
	}
	use_and_rewrite(image, svcreg_export_csv);
	must(!svcreg_parse(image, image->size, &reg, NULL));
	compare_with_libcsv(reg, data, size);
	svcreg_close(reg);
	free(image);
	return 0;
}
