/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/excerpt.h"

#include <stdbool.h>
#include <string.h>

#include "base/printable.h"

/* A longer line is cut to this many code points, so many of them in front of the place. */
#define LINE_MAX_SHOWN 110
#define LINE_BEFORE 40

/* Bytes of the character at the front of a text; one that is no UTF-8 is a character of its own. */
static size_t glyph_size(const char *text)
{
	unsigned int code;
	size_t size = utf8_next(text, &code);

	return size ? size : 1;
}

static void put_glyph(const char *text, FILE *out)
{
	unsigned int code = 0;
	size_t size = utf8_next(text, &code);

	if (code == '\t' || (size && printable_is_harmless(code)))
		fwrite(text, 1, size, out);
	else
		putc('?', out);
}

/* Columns of what put_glyph() prints, so that what stands below stays in its place. */
static int glyph_width(const char *text)
{
	unsigned int code = 0;

	return utf8_next(text, &code) && printable_is_harmless(code) ? printable_width(code) : 1;
}

static const char *line_start(const struct location *at)
{
	const char *start = at->source->text + at->offset;

	while (start > at->source->text && start[-1] != '\n')
		start--;
	return start;
}

static size_t count_glyphs(const char *text, const char *end)
{
	size_t n = 0;

	for (; text < end; text += glyph_size(text))
		n++;
	return n;
}

static const char *skip_glyphs(const char *text, const char *end, size_t n)
{
	for (; n > 0 && text < end; n--)
		text += glyph_size(text);
	return text;
}

size_t excerpt_column(const struct location *at)
{
	return count_glyphs(line_start(at), at->source->text + at->offset) + 1;
}

/* The part of a line that is shown: all of it unless it is very long. */
struct window {
	const char *start;
	const char *end;
	bool cut_before;
	bool cut_after;
};

static struct window window_around(const struct location *at)
{
	const char *limit = at->source->text + at->source->size;
	struct window window = { .start = line_start(at) };
	const char *newline, *last;
	size_t before;

	newline = memchr(window.start, '\n', (size_t)(limit - window.start));
	window.end = newline ? newline : limit;
	if (window.end > window.start && window.end[-1] == '\r')
		window.end--;
	before = excerpt_column(at) - 1;
	if (before > LINE_BEFORE && count_glyphs(window.start, window.end) > LINE_MAX_SHOWN) {
		window.start = skip_glyphs(window.start, window.end, before - LINE_BEFORE);
		window.cut_before = true;
	}
	last = skip_glyphs(window.start, window.end, LINE_MAX_SHOWN);
	window.cut_after = last < window.end;
	window.end = last;
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

void excerpt_line(const struct location *at, FILE *out)
{
	struct window window = window_around(at);
	int margin = print_source(&window, at->line, out);

	print_caret(&window, at, margin, out);
}

const char *place_text(struct arena *arena, const struct location *at)
{
	if (!at->source)
		return "-";
	return arena_printf(arena, "%s:%u:%zu", at->source->path, at->line, excerpt_column(at));
}
