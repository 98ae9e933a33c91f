/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of lints, and comments that turn them off: "# nftsvc: allow unused, cleartext: why". */
#include "lint/lint.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/similar.h"
#include "lint/linter.h"

static const char *const names[LINT_COUNT] = {
	[LINT_SEVERAL_PORTS] = "several-ports",
	[LINT_SERVICE_NUMBER] = "service-number",
	[LINT_UNAUTHORIZED_USE] = "unauthorized-use",
	[LINT_DE_ASSIGNED] = "de-assigned",
	[LINT_OTHER_PORTS] = "other-ports",
	[LINT_CONTAINED] = "contained",
	[LINT_DUPLICATE] = "duplicate",
	[LINT_UNUSED] = "unused",
	[LINT_CLEARTEXT] = "cleartext",
	[LINT_LOCK_UNUSED] = "lock-unused",
};

const char *lint_name(enum lint lint)
{
	return names[lint];
}

static bool add_named(const char *text, size_t length, unsigned int *lints)
{
	for (size_t i = 0; i < LINT_COUNT; i++) {
		if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) {
			*lints |= LINT_BIT(i);
			return true;
		}
	}
	return false;
}

bool lints_named(const char *list, size_t length, unsigned int *lints,
		 char unknown[static LINT_NAME_SIZE])
{
	const char *end = list + length;

	for (;;) {
		const char *comma = memchr(list, ',', (size_t)(end - list));
		size_t part = (size_t)((comma ? comma : end) - list);

		if (!add_named(list, part, lints)) {
			snprintf(unknown, LINT_NAME_SIZE, "%.*s",
				 (int)(part < LINT_NAME_SIZE ? part : LINT_NAME_SIZE), list);
			return false;
		}
		if (!comma)
			return true;
		list = comma + 1;
	}
}

const char *lint_near(const char *text)
{
	struct similar near;

	similar_init(&near, text, strlen(text));
	for (size_t i = 0; i < LINT_COUNT; i++)
		similar_offer(&near, names[i]);
	return near.n ? near.names[0] : NULL;
}

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

static void read_allowances(struct linter *l)
{
	for (size_t i = 0; i < l->n; i++) {
		for (size_t j = 0; j < l->policies[i].n_sources; j++)
			read_source(l, l->policies[i].sources[j]);
	}
	if (l->n_allowances)
		qsort(l->allowances, l->n_allowances, sizeof(*l->allowances), compare);
	join_equal(l);
}

static bool is_allowed(const struct linter *l, enum lint lint, const struct location *at)
{
	struct allowance key = { .source = at->source, .line = at->line };
	const struct allowance *found = NULL;

	if (l->allowed & LINT_BIT(lint))
		return true;
	if (l->n_allowances)
		found = bsearch(&key, l->allowances, l->n_allowances, sizeof(key), compare);
	return found && found->lints & LINT_BIT(lint);
}

struct diag *lint_warn(struct linter *l, enum lint lint, const struct location *at, const char *fmt,
		       ...)
{
	struct diag *diag;
	va_list ap;

	if (is_allowed(l, lint, at))
		return NULL;
	va_start(ap, fmt);
	diag = diag_vadd(l->diags, DIAG_WARNING, at, fmt, ap);
	va_end(ap);
	if (diag)
		diag->lint = lint_name(lint);
	return diag;
}

bool linter_warned(const struct linter *l, enum lint lint, const struct location *at)
{
	const struct diags *diags = l->diags;

	for (size_t i = diags->n; i-- > 0;) {
		if (diags->list[i].lint == lint_name(lint) &&
		    diags->list[i].at.source == at->source &&
		    diags->list[i].at.offset == at->offset)
			return true;
	}
	return false;
}

static const struct {
	void (*look)(struct linter *l);
} lints[] = {
	{ lint_service_numbers }, { lint_registered }, { lint_duplicates },  { lint_contained },
	{ lint_unused },	  { lint_cleartext },  { lint_lock_unused }, { lint_other_ports },
};

int policies_lint(const struct svcreg *reg, const struct policy *policies, size_t n,
		  const struct resolved *resolved, unsigned int allowed,
		  const struct lint_places *places, struct diags *diags)
{
	struct linter l = {
		.reg = reg,
		.policies = policies,
		.n = n,
		.resolved = resolved,
		.diags = diags,
		.allowed = allowed,
		.places = places,
	};

	read_allowances(&l);
	for (size_t i = 0; i < sizeof(lints) / sizeof(*lints) && !l.no_memory; i++)
		lints[i].look(&l);
	arena_free(&l.work);
	return l.no_memory || diags->no_memory ? -ENOMEM : 0;
}
