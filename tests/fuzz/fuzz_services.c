/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as services(5): what is taken and can be written is the same when it is read again. */
#include "fuzz.h"
#include "import.h"
#include "use.h"

#include <stdlib.h>
#include <string.h>

static int export(struct svcreg_iter *it, FILE *out)
{
	return svcreg_export_services(it, out, NULL);
}

/* Names with these are taken, but not written. */
static bool has_control(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (data[i] == 0x7f || (data[i] < ' ' && !strchr("\t\n\v\f\r", data[i])))
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image_header *image = NULL;
	const struct svcreg *reg;
	struct svcreg_error err = { 0 };

	if (import_services((const char *)data, size, &image, &err)) {
		must(!image && err.text[0]);
		return 0;
	}
	if (!has_control(data, size)) {
		use_and_rewrite(image, export);
	} else {
		must(!svcreg_parse(image, image->size, &reg, NULL));
		use(reg);
		svcreg_close(reg);
	}
	free(image);
	return 0;
}
