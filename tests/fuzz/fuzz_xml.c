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
	const struct svcreg *reg;
	struct svcreg_error err = { 0 };

	if (import_xml((const char *)data, size, &image, &err)) {
		must(!image && err.text[0]);
		return 0;
	}
	use_and_rewrite(image, svcreg_export_csv);
	must(!svcreg_parse(image, image->size, &reg, NULL));
	write_again(reg);
	svcreg_close(reg);
	free(image);
	return 0;
}
