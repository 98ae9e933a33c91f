/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CSV as IANA writes it: quotes only around fields that need them. */
#include "svcreg.h"

#include <errno.h>
#include <string.h>

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

static void write_row(const char *const *fields, FILE *out)
{
	for (int i = 0; i < SVCREG_COLUMNS; i++) {
		if (i)
			putc_unlocked(',', out);
		write_field(fields[i], out);
	}
	putc_unlocked('\n', out);
}

int svcreg_export_csv(struct svcreg_iter *it, FILE *out)
{
	const char *titles[SVCREG_COLUMNS];
	struct svcreg_record rec;
	int ret = 0;

	for (int i = 0; i < SVCREG_COLUMNS; i++)
		titles[i] = svcreg_column_name((enum svcreg_column)i);
	flockfile(out);
	errno = 0;
	write_row(titles, out);
	while (svcreg_next(it, &rec))
		write_row(rec.column, out);
	if (fflush_unlocked(out) || ferror_unlocked(out))
		ret = errno ? -errno : -EIO;
	funlockfile(out);
	return ret;
}
