/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as XML: what is taken is a registry in every way, and its CSV and its XML are the same one. */
#include "fuzz.h"
#include "import.h"
#include "use.h"

#include <stdlib.h>
#include <string.h>

/* Written as XML and read again it is the same image. */
static void write_again(const struct svcreg *reg)
{
	const struct svcreg *again;
	const void *images[2];
	size_t sizes[2];
	size_t size;
	char *text = written(reg, svcreg_export_xml, &size);

	must(!svcreg_parse(text, size, &again, NULL));
	svcreg_image(reg, &images[0], &sizes[0]);
	svcreg_image(again, &images[1], &sizes[1]);
	must(sizes[0] == sizes[1] && !memcmp(images[0], images[1], sizes[0]));
	svcreg_close(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image_header *image = NULL;
	const struct svcreg *first;
	const struct svcreg *second;
	struct svcreg_error err = { 0 };
	size_t text_size;
	size_t again_size;
	char *again;
	char *text;

	if (import_xml((const char *)data, size, &image, &err)) {
		must(!image && err.text[0]);
		return 0;
	}
	/* Checks the image as well. */
	must(!svcreg_parse(image, image->size, &first, NULL));
	use(first);
	text = written(first, svcreg_export_csv, &text_size);
	must(!svcreg_parse(text, text_size, &second, NULL));
	again = written(second, svcreg_export_csv, &again_size);
	must(text_size == again_size && !memcmp(text, again, text_size));
	write_again(first);
	svcreg_close(first);
	svcreg_close(second);
	free(image);
	free(text);
	free(again);
	return 0;
}
