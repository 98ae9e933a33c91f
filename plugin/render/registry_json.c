/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "render/json_text.h"
#include "render/registry_export.h"

int registry_json(struct svcreg_iter *it, FILE *out)
{
	const char *before = "[\n";
	struct svcreg_record rec;

	while (svcreg_next(it, &rec)) {
		json_t *object = json_record(&rec);
		int error;

		if (!object)
			return -ENOMEM;
		fputs(before, out);
		error = json_print(object, JSON_COMPACT, out);
		json_decref(object);
		if (error < 0)
			return error;
		before = ",\n";
	}
	fputs(*before == '[' ? "[]\n" : "\n]\n", out);
	return 0;
}
