/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry's notes and footnotes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "render/about.h"
#include "render/json_text.h"

/* Lines are kept: a note can have a box drawn in it. */
static int print_lines(const char *text, FILE *out)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		char *line = strndup(text, length);

		if (!line)
			return -ENOMEM;
		printable_print(line, out);
		free(line);
		fputc('\n', out);
		text += length + (text[length] == '\n');
	}
	return 0;
}

int notes_text(const struct svcreg *reg, FILE *out)
{
	struct svcreg_note note;
	int error = 0;

	for (size_t i = 0; error == 0 && svcreg_note(reg, i, &note); i++) {
		if (i > 0)
			fputc('\n', out);
		error = print_lines(note.title, out);
		if (error == 0)
			error = print_lines(note.text, out);
	}
	return error;
}

json_t *notes_json(const struct svcreg *reg)
{
	json_t *list = json_array();
	struct svcreg_note note;
	int failed = 0;

	for (size_t i = 0; failed == 0 && svcreg_note(reg, i, &note); i++)
		failed = json_array_append_new(list, json_pack("{s:o, s:o}", "title",
							       json_text(note.title), "text",
							       json_text(note.text)));
	return json_list_end(list, failed != 0);
}

json_t *footnotes_json(const struct svcreg *reg)
{
	json_t *list = json_array();
	struct svcreg_footnote footnote;
	int failed = 0;

	for (size_t i = 0; failed == 0 && svcreg_footnote(reg, i, &footnote); i++)
		failed = json_array_append_new(list, json_pack("{s:o, s:o}", "anchor",
							       json_text(footnote.anchor), "text",
							       json_text(footnote.text)));
	return json_list_end(list, failed != 0);
}
