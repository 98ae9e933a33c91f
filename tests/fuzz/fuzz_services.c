/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as services(5): what is taken and can be written is the same when it is read again. */
#include "fuzz.h"
#include "import.h"
#include "use.h"

#include <stdlib.h>
#include <string.h>

static char *export(const struct svcreg *reg, size_t *size, size_t *left_out)
{
	struct svcreg_iter it;
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	svcreg_all(reg, &it);
	must(!svcreg_export_services(&it, out, left_out));
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image_header *image = NULL;
	const struct svcreg *first;
	const struct svcreg *second;
	struct svcreg_error err = { 0 };
	size_t text_size;
	size_t again_size;
	size_t left_out;
	char *again;
	char *text;

	if (import_services((const char *)data, size, &image, &err)) {
		must(!image && err.text[0]);
		return 0;
	}
	must(!svcreg_parse(image, image->size, &first, NULL));
	use(first);
	text = export(first, &text_size, &left_out);
	/* Names with control characters are taken, but not written. */
	if (left_out) {
		svcreg_close(first);
		free(image);
		free(text);
		return 0;
	}
	must(!svcreg_parse(text, text_size, &second, NULL));
	again = export(second, &again_size, &left_out);
	must(text_size == again_size && !memcmp(text, again, text_size));
	svcreg_close(first);
	svcreg_close(second);
	free(image);
	free(text);
	free(again);
	return 0;
}
