/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/diag.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "base/text.h"

/* Longer lines are cut to this many code points, with so many before the place. */
#define LINE_MAX_SHOWN 110
#define LINE_BEFORE 40

/* Bytes of the first character; an invalid byte counts as one. */
static size_t glyph_size(const char *text)
{
	unsigned int code;
	size_t size = utf8_next(text, SIZE_MAX, &code);

	return size ? size : 1;
}

/* Whether a byte of UTF-8 belongs to a character that begins before it. */
static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static void put_glyph(const char *text, FILE *out)
{
	unsigned int code = 0;
	size_t size = utf8_next(text, SIZE_MAX, &code);

	if (code == '\t' || (size && printable_is_harmless(code)))
		fwrite(text, 1, size, out);
	else
		putc('?', out);
}

/* Columns that put_glyph() fills, to align the line below. */
static int glyph_width(const char *text)
{
	unsigned int code = 0;

	return utf8_next(text, SIZE_MAX, &code) && printable_is_harmless(code)
		       ? printable_width(code)
		       : 1;
}

/*
 * A line may be as long as its file and have an error in every column. So the excerpt is
 * found from the place, and only the column is counted from the start of the line.
 */
static bool begins_line(const char *place, const struct source *source)
{
	return place == source->text || place[-1] == '\n';
}

static bool ends_line(const char *place, const struct source *source)
{
	const char *limit = source->text + source->size;

	if (place < limit && *place == '\r')
		place++;
	return place == limit || *place == '\n';
}

/* Go back n characters, at most to the start of the line. */
static const char *back_glyphs(const struct location *at, size_t n)
{
	const char *place = at->source->text + at->offset;

	for (; n > 0 && !begins_line(place, at->source); n--) {
		do
			place--;
		while (is_inside(*place) && !begins_line(place, at->source));
	}
	return place;
}

/* Go on n characters, at most to the end of the line. */
static const char *skip_glyphs(const char *text, const struct source *source, size_t n)
{
	for (; n > 0 && !ends_line(text, source); n--)
		text += glyph_size(text);
	return text;
}

/* How many of eight bytes begin a character. */
static unsigned int count_begins(uint64_t bytes)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t inside = bytes >> 7 & ~bytes >> 6 & ones;

	return 8 - (unsigned int)(inside * ones >> 56);
}

size_t location_column(const struct location *at)
{
	const char *place = at->source->text + at->offset;
	const char *newline = memrchr(at->source->text, '\n', at->offset);
	const char *text = newline ? newline + 1 : at->source->text;
	size_t column = 1;
	uint64_t bytes;

	for (; place - text >= (ptrdiff_t)sizeof(bytes); text += sizeof(bytes)) {
		memcpy(&bytes, text, sizeof(bytes));
		column += count_begins(bytes);
	}
	for (; text < place; text++)
		column += !is_inside(*text);
	return column;
}

/* The part of a line that is shown. */
struct window {
	const char *start;
	const char *end;
	bool cut_before;
	bool cut_after;
};

static struct window window_around(const struct location *at)
{
	const struct source *source = at->source;
	const char *near = back_glyphs(at, LINE_BEFORE);
	/* One more, because the place may be after a CR, which is not shown. */
	struct window window = { .start = back_glyphs(at, LINE_MAX_SHOWN + 1) };

	window.end = skip_glyphs(window.start, source, LINE_MAX_SHOWN);
	if (!begins_line(near, source) &&
	    (!begins_line(window.start, source) || !ends_line(window.end, source))) {
		window.start = near;
		window.end = skip_glyphs(near, source, LINE_MAX_SHOWN);
		window.cut_before = true;
	}
	window.cut_after = !ends_line(window.end, source);
	return window;
}

/* Returns the width of the line's number. */
static int print_source(const struct window *window, unsigned long number, FILE *out)
{
	int margin = fprintf(out, "%5lu", number);

	fprintf(out, " | %s", window->cut_before ? "..." : "");
	for (const char *c = window->start; c < window->end; c += glyph_size(c))
		put_glyph(c, out);
	fprintf(out, "%s\n", window->cut_after ? "..." : "");
	return margin;
}

static void print_caret(const struct window *window, const struct location *at, int margin,
			FILE *out)
{
	const char *place = at->source->text + at->offset;
	const char *end = place + at->length;
	int width = 0;

	fprintf(out, "%*s | %s", margin, "", window->cut_before ? "   " : "");
	for (const char *c = window->start; c < place && c < window->end; c += glyph_size(c)) {
		if (*c == '\t')
			putc('\t', out);
		else
			fprintf(out, "%*s", glyph_width(c), "");
	}
	if (end > window->end)
		end = window->end;
	for (const char *c = place; c < end; c += glyph_size(c))
		width += glyph_width(c);
	putc('^', out);
	while (--width > 0)
		putc('~', out);
	putc('\n', out);
}

static void excerpt_line(const struct location *at, FILE *out)
{
	struct window window = window_around(at);
	int margin = print_source(&window, at->line, out);

	print_caret(&window, at, margin, out);
}

const char *location_text(struct arena *arena, const struct location *at)
{
	if (!at->source)
		return "-";
	return arena_printf(arena, "%s:%u:%zu", at->source->path, at->line, location_column(at));
}

struct diag *diag_vadd(struct diags *diags, enum diag_level level, const struct location *at,
		       const char *fmt, va_list ap)
{
	struct diag *list, *diag;
	const char *message;

	/* Count it even if it is not kept: the run has failed. */
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
			fprintf(out, ":%lu:%zu", (unsigned long)at->line, location_column(at));
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
