/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Helpers of all exports, and CSV as IANA writes it: quotes only around fields that need them. */
#include "export.h"

#include "svcreg.h"

#include <errno.h>
#include <string.h>

void export_begin(FILE *out)
{
	flockfile(out);
	errno = 0;
}

int export_end(FILE *out)
{
	int ret = 0;

	if (fflush_unlocked(out) || ferror_unlocked(out))
		ret = errno ? -errno : -EIO;
	funlockfile(out);
	return ret;
}

static void write_field(const char *text, FILE *out)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		fputs_unlocked(text, out);
		return;
	}
	putc_unlocked('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc_unlocked('"', out);
		putc_unlocked(*text, out);
	}
	putc_unlocked('"', out);
}

void svcreg_write_csv(const struct svcreg_record *rec, FILE *out)
{
	flockfile(out);
	for (int i = 0; i < SVCREG_COLUMNS; i++) {
		if (i)
			putc_unlocked(',', out);
		write_field(rec ? rec->column[i] : svcreg_column_name((enum svcreg_column)i), out);
	}
	putc_unlocked('\n', out);
	funlockfile(out);
}

int svcreg_export_csv(struct svcreg_iter *it, FILE *out)
{
	struct svcreg_record rec;

	export_begin(out);
	svcreg_write_csv(NULL, out);
	while (svcreg_next(it, &rec))
		svcreg_write_csv(&rec, out);
	return export_end(out);
}
