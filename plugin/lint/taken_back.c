/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that had ports until these were taken back. To ask the registry of each
 * name goes through all of its records, and policies can have as many names as
 * it has: only of those that some record may speak of it is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lint/taken_back.h"

/* How far a text begins with another one, without regard to case: as text_compare(). */
static int compare_beginning(const char *part, const char *text)
{
	while (*part && text_lower(*part) == text_lower(*text)) {
		part++;
		text++;
	}
	return *part ? (unsigned char)text_lower(*part) - (unsigned char)text_lower(*text) : 0;
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const char *const *)a, *(const char *const *)b);
}

static int compare_name(const void *name, const void *text)
{
	return compare_beginning(name, *(const char *const *)text);
}

static void keep(struct taken_back *past, const char *text)
{
	const char **texts = arena_grow(&past->l->work, past->texts, past->n, &past->room,
					sizeof(*texts));

	if (!texts) {
		past->l->no_memory = true;
		return;
	}
	past->texts = texts;
	texts[past->n++] = text;
}

/* What stands behind the words that svcreg_former() looks for. */
static void keep_behind(struct taken_back *past, const char *text, const char *word)
{
	for (; *text; text++)
		if (compare_beginning(word, text) == 0)
			keep(past, text + strlen(word));
}

void taken_back_collect(struct linter *l, struct taken_back *past)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	past->l = l;
	svcreg_all(l->reg, &rows);
	while (svcreg_next(&rows, &record)) {
		const char *const columns[] = { record.notes, record.description };

		for (size_t i = 0; i < 2 && !*record.name && record.has_port; i++) {
			keep_behind(past, columns[i], "previously ");
			keep_behind(past, columns[i], "previously assigned to ");
			keep_behind(past, columns[i], "was ");
		}
	}
	if (past->n)
		qsort(past->texts, past->n, sizeof(*past->texts), compare_texts);
}

static bool is_begun(const struct taken_back *past, const char *text)
{
	return *text && past->n &&
	       bsearch(text, past->texts, past->n, sizeof(*past->texts), compare_name);
}

/* A record may speak of a name, or of what the name is described as. */
static bool may_be_told(const struct taken_back *past, const char *name)
{
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (is_begun(past, name))
		return true;
	if (svcreg_find(past->l->reg, name, &rows))
		return false;
	while (svcreg_next(&rows, &record))
		if (is_begun(past, record.description))
			return true;
	return false;
}

void taken_back_check(const struct taken_back *past, const char *name, const struct location *at)
{
	struct linter *l = past->l;
	struct svcreg_record record;
	struct svcreg_iter rows;

	if (!may_be_told(past, name))
		return;
	svcreg_former(l->reg, name, &rows);
	while (svcreg_next(&rows, &record)) {
		if (!record.has_port || *record.name)
			continue;
		diag_hint(l->diags,
			  lint_warn(l, LINT_DE_ASSIGNED, at,
				    "\"%s\" had %s%s%s until it was taken "
				    "back: %s",
				    name, record.port, record.transport ? "/" : "",
				    record.transport_name,
				    *record.notes ? record.notes : record.description),
			  "make sure that these ports are meant; another name would not be taken "
			  "for the old one");
		return;
	}
}
