/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/safe_output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"

FILE *safe_output_begin(struct safe_output *safe, FILE *out)
{
	*safe = (struct safe_output){ .out = out };
	if (!isatty(fileno(out)))
		return out;
	safe->kept = open_memstream(&safe->text, &safe->size);
	return safe->kept;
}

int safe_output_end(struct safe_output *safe)
{
	char *next = NULL;
	int err = 0;

	if (!safe->kept)
		return 0;
	if (fclose(safe->kept) != 0)
		err = -errno;
	for (char *line = safe->text; !err && line && *line; line = next) {
		next = strchrnul(line, '\n');
		if (*next)
			*next++ = '\0';
		printable_print(line, safe->out);
		fputc('\n', safe->out);
	}
	free(safe->text);
	return err;
}
