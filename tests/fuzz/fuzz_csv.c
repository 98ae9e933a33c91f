/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a CSV file: what is taken has to come out again, and be taken again. */
#include "fuzz.h"
#include "import.h"
#include "use.h"

#include <stdlib.h>
#include <string.h>

static char *export(const struct svcreg *reg, size_t *size)
{
	struct svcreg_iter it;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	svcreg_all(reg, &it);
	must(!svcreg_export_csv(&it, out));
	fclose(out);
	return text;
}

/* How a file is cut into pieces for the parser must make no difference. */
static void compare_chunks(const uint8_t *data, size_t size, const struct svcreg_error *wanted)
{
	struct svcreg_error err = { 0 };
	struct image_header *image = NULL;
	int ret = import_csv((const char *)data, size, 1, NULL, &image, &err);

	must(!ret == !wanted->text[0]);
	must(err.line == wanted->line && err.row == wanted->row);
	must(!strcmp(err.text, wanted->text));
	if (!ret)
		must(!image_check(image, image->size, &err));
	free(image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image_header *image = NULL;
	const struct svcreg *first;
	const struct svcreg *second;
	struct svcreg_error err = { 0 };
	char *text;
	char *again;
	size_t text_size;
	size_t again_size;

	if (import_csv((const char *)data, size, IMPORT_CHUNK, NULL, &image, &err)) {
		must(!image && err.text[0]);
		compare_chunks(data, size, &err);
		return 0;
	}
	compare_chunks(data, size, &err);
	must(!svcreg_parse(image, image->size, &first, NULL));
	use(first);
	text = export(first, &text_size);
	must(!svcreg_parse(text, text_size, &second, NULL));
	again = export(second, &again_size);
	must(text_size == again_size && !memcmp(text, again, text_size));
	svcreg_close(first);
	svcreg_close(second);
	free(image);
	free(text);
	free(again);
	return 0;
}
