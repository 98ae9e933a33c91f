/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comments that turn lints off: "# nftsvc: allow unused, cleartext: why". */
#include <stdlib.h>
#include <string.h>

#include "lint/linter.h"

#define MARK "nftsvc: allow"

static void add_allowance(struct linter *l, const struct source *source, uint32_t line,
			  unsigned int lints)
{
	struct allowance *list = arena_grow(&l->work, l->allowances, l->n_allowances,
					    &l->room_allowances, sizeof(*list));

	if (!list) {
		l->no_memory = true;
		return;
	}
	l->allowances = list;
	list[l->n_allowances++] = (struct allowance){ source, line, lints };
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *text, const char *end)
{
	while (text < end && is_blank(*text))
		text++;
	return text;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

static void report_unknown(struct linter *l, const struct location *at, const char *name)
{
	const char *near = lint_near(name);
	struct diag *diag = diag_add(l->diags, DIAG_ERROR, at, "no lint is named \"%s\"", name);

	if (near)
		diag_hint(l->diags, diag, "write %s", near);
	else
		diag_hint(l->diags, diag, "nftsvc-lint(7) lists them");
}

/* The lints behind the mark; what follows the last of them is the reason. */
static unsigned int read_names(struct linter *l, struct location *at, const char *text,
			       const char *end)
{
	char unknown[LINT_NAME_SIZE];
	unsigned int lints = 0;

	do {
		const char *name = skip_blanks(text, end);

		for (text = name; text < end && is_name(*text);)
			text++;
		at->offset = (uint32_t)(name - at->source->text);
		at->length = text > name ? (uint32_t)(text - name) : 1;
		if (!lints_named(name, (size_t)(text - name), &lints, unknown))
			report_unknown(l, at, unknown);
		text = skip_blanks(text, end);
	} while (text < end && *text++ == ',');
	return lints;
}

/* The comment of a line, behind its '#', or NULL: a '#' in quotes begins none. */
static const char *find_comment(const char *line, const char *end)
{
	bool quoted = false;

	for (; line < end; line++) {
		if (*line == '"')
			quoted = !quoted;
		else if (*line == '#' && !quoted)
			return line + 1;
	}
	return NULL;
}

static void read_line(struct linter *l, const struct source *source, uint32_t number,
		      const char *line, const char *end)
{
	struct location at = { .source = source, .line = number };
	const char *comment = find_comment(line, end), *text;
	unsigned int lints;
	bool alone;

	if (!comment)
		return;
	text = skip_blanks(comment, end);
	if ((size_t)(end - text) < strlen(MARK) || memcmp(text, MARK, strlen(MARK)) != 0)
		return;
	text += strlen(MARK);
	if (text < end && !is_blank(*text))
		return;
	lints = read_names(l, &at, text, end);
	alone = skip_blanks(line, end) == comment - 1;
	if (lints)
		add_allowance(l, source, number + alone, lints);
}

static void read_source(struct linter *l, const struct source *source)
{
	const char *line = source->text, *end = line + source->size;

	for (uint32_t number = 1; line < end && !l->no_memory; number++) {
		const char *next = memchr(line, '\n', (size_t)(end - line));

		read_line(l, source, number, line, next ? next : end);
		line = next ? next + 1 : end;
	}
}

static int compare(const void *a, const void *b)
{
	const struct allowance *x = a, *y = b;

	if (x->source->order != y->source->order)
		return x->source->order < y->source->order ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* A line may have two: its own, and that of the line before. */
static void join_equal(struct linter *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n_allowances; i++) {
		const struct allowance *next = &l->allowances[i];

		if (n && compare(&l->allowances[n - 1], next) == 0)
			l->allowances[n - 1].lints |= next->lints;
		else
			l->allowances[n++] = *next;
	}
	l->n_allowances = n;
}

void linter_read_allowances(struct linter *l)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t j = 0; j < l->policies[i].n_sources; j++)
			read_source(l, l->policies[i].sources[j]);
	}
	if (l->n_allowances)
		qsort(l->allowances, l->n_allowances, sizeof(*l->allowances), compare);
	join_equal(l);
}

bool linter_allows(const struct linter *l, enum lint lint, const struct location *at)
{
	struct allowance key = { .source = at->source, .line = at->line };
	const struct allowance *found = NULL;

	if (l->allowed & LINT_BIT(lint))
		return true;
	if (l->n_allowances)
		found = bsearch(&key, l->allowances, l->n_allowances, sizeof(key), compare);
	return found && found->lints & LINT_BIT(lint);
}
