/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/excerpt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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

/* Whether a byte of UTF-8 belongs to a character that begins before it. */
static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
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

/*
 * A line may be as long as a file, and have an error in every column: what is shown of it is
 * found near the place, and only the column is counted from the line's start.
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

/* So many characters back from a place, or the start of its line. */
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

/* So many characters on, or the end of the line. */
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

size_t excerpt_column(const struct location *at)
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

/* The part of a line that is shown: all of it unless it is very long. */
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
	/* One more, as the place may be behind the CR at the line's end, which is not shown. */
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
