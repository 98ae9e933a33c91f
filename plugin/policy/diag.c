/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/diag.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "policy/excerpt.h"

struct diag *diag_vadd(struct diags *diags, enum diag_level level, const struct location *at,
		       const char *fmt, va_list ap)
{
	struct diag *list, *diag;
	const char *message;

	/* Counted even where there is no room for it: the run has failed all the same. */
	if (level == DIAG_ERROR)
		diags->errors++;
	if (diags->n >= DIAGS_MAX) {
		diags->hidden++;
		return NULL;
	}
	message = arena_vprintf(diags->arena, fmt, ap);
	list = arena_grow(diags->arena, diags->list, diags->n, &diags->room, sizeof(*list));
	if (list)
		diags->list = list;
	if (!message || !list) {
		diags->no_memory = true;
		return NULL;
	}
	diag = &list[diags->n];
	*diag = (struct diag){ .level = level, .message = message, .order = diags->n++ };
	if (at)
		diag->at = *at;
	return diag;
}

struct diag *diag_add(struct diags *diags, enum diag_level level, const struct location *at,
		      const char *fmt, ...)
{
	struct diag *diag;
	va_list ap;

	va_start(ap, fmt);
	diag = diag_vadd(diags, level, at, fmt, ap);
	va_end(ap);
	return diag;
}

void diag_hint(struct diags *diags, struct diag *diag, const char *fmt, ...)
{
	va_list ap;

	if (!diag)
		return;
	va_start(ap, fmt);
	diag->hint = arena_vprintf(diags->arena, fmt, ap);
	va_end(ap);
	if (!diag->hint)
		diags->no_memory = true;
}

void diag_other(struct diags *diags, struct diag *diag, const struct location *at, const char *fmt,
		...)
{
	va_list ap;

	if (!diag)
		return;
	va_start(ap, fmt);
	diag->other_message = arena_vprintf(diags->arena, fmt, ap);
	va_end(ap);
	if (!diag->other_message)
		diags->no_memory = true;
	else
		diag->other = *at;
}

bool diags_failed(const struct diags *diags)
{
	return diags->errors > 0 || diags->no_memory;
}

static int compare_numbers(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_places(const void *a, const void *b)
{
	const struct diag *x = a, *y = b;
	int order;

	if (!x->at.source || !y->at.source)
		order = compare_numbers(!!x->at.source, !!y->at.source);
	else
		order = compare_numbers(x->at.source->order, y->at.source->order);
	if (order == 0)
		order = compare_numbers(x->at.line, y->at.line);
	if (order == 0)
		order = compare_numbers(x->at.offset, y->at.offset);
	return order ? order : compare_numbers(x->order, y->order);
}

static const char *level_name(enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		return "error";
	case DIAG_WARNING:
		return "warning";
	}
	return "error";
}

static void print_at(const struct location *at, const char *level, const char *message,
		     const char *lint, FILE *out)
{
	if (at->source) {
		printable_print(at->source->path, out);
		if (at->line)
			fprintf(out, ":%lu:%zu", (unsigned long)at->line, excerpt_column(at));
		fputs(": ", out);
	}
	fprintf(out, "%s: ", level);
	printable_print(message, out);
	if (lint)
		fprintf(out, " [%s]", lint);
	putc('\n', out);
	if (at->source && at->line)
		excerpt_line(at, out);
}

void diags_sort(struct diags *diags)
{
	if (diags->n)
		qsort(diags->list, diags->n, sizeof(*diags->list), compare_places);
}

void diags_print(struct diags *diags, FILE *out)
{
	diags_sort(diags);
	for (size_t i = 0; i < diags->n; i++) {
		const struct diag *diag = &diags->list[i];

		print_at(&diag->at, level_name(diag->level), diag->message, diag->lint, out);
		if (diag->hint) {
			fputs("  ", out);
			printable_print(diag->hint, out);
			putc('\n', out);
		}
		if (diag->other.source)
			print_at(&diag->other, "note", diag->other_message, NULL, out);
	}
	if (diags->hidden)
		fprintf(out, "%zu more like these are not shown\n", diags->hidden);
	if (diags->no_memory)
		fputs("error: out of memory\n", out);
}

int diags_text(struct diags *diags, char **text)
{
	size_t size = 0;
	FILE *out = open_memstream(text, &size);

	if (!out)
		return -errno;
	diags_print(diags, out);
	return fclose(out) == 0 ? 0 : -errno;
}
