/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as the report of nftsvc-fetch: what is taken for good is harmless, and comes back the same. */
#include <string.h>

#include "base/printable.h"
#include "fuzz.h"
#include "update/report.h"

static void check_text(const char *text)
{
	must(!text || (*text && strlen(text) < REPORT_VALUE_SIZE && printable_is_ascii(text)));
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report, again;
	char text[REPORT_SIZE], put[REPORT_SIZE];

	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	if (report_parse(text, size, &report))
		return 0;
	check_text(report.error);
	check_text(report.etag);
	check_text(report.last_modified);
	must(!report.status || (report.status >= 100 && report.status <= 599));
	must(!report_parse(put, report_put(&report, put), &again));
	must(report.status == again.status && same_text(report.error, again.error) &&
	     same_text(report.etag, again.etag) &&
	     same_text(report.last_modified, again.last_modified));
	return 0;
}
