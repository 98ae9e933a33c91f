/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as services(5): what is taken and can be written is the same when it is read again. */
#include "fuzz.h"
#include "services.h"
#include "use.h"

#include <stdlib.h>

static int export(struct svcreg_iter *it, FILE *out)
{
	return svcreg_export_services(it, out, NULL);
}

/* Ranges, and names with control characters, are taken, but not written. */
static bool is_whole(const struct svcreg *reg)
{
	size_t left_out;
	struct svcreg_iter it;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	svcreg_all(reg, &it);
	must(!svcreg_export_services(&it, out, &left_out));
	fclose(out);
	free(text);
	return !left_out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image_header *image = NULL;
	const struct svcreg *reg;
	struct import_skipped skipped = { 0 };
	struct svcreg_error err = { 0 };

	if (import_services((const char *)data, size, &image, &skipped, &err)) {
		must(!image && err.text[0]);
		return 0;
	}
	must(!skipped.n == !skipped.first.text[0] && !skipped.n == !skipped.first.line);
	must(!svcreg_parse(image, image->size, &reg, NULL));
	if (is_whole(reg))
		use_and_rewrite(image, export);
	else
		use(reg);
	svcreg_close(reg);
	free(image);
	return 0;
}
