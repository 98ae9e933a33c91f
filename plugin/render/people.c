/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/people.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/printable.h"

FILE *people_begin(struct people *people, FILE *out)
{
	*people = (struct people){ .out = out };
	if (!isatty(fileno(out)))
		return out;
	people->kept = open_memstream(&people->text, &people->size);
	return people->kept;
}

int people_end(struct people *people)
{
	char *next = NULL;
	int err = 0;

	if (!people->kept)
		return 0;
	if (fclose(people->kept) != 0)
		err = -errno;
	for (char *line = people->text; !err && line && *line; line = next) {
		next = strchrnul(line, '\n');
		if (*next)
			*next++ = '\0';
		printable_print(line, people->out);
		fputc('\n', people->out);
	}
	free(people->text);
	return err;
}
