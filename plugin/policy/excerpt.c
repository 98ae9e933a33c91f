/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "policy/excerpt.h"

#include <stdbool.h>
#include <string.h>

/* A longer line is cut to this many code points, so many of them in front of the place. */
#define LINE_MAX_SHOWN 110
#define LINE_BEFORE 40

/* The bytes of a text that are left, and the code point at its front. */
struct glyph {
	const char *text;
	size_t size;
	bool harmful;
};

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/*
 * Controls (C0, DEL, C1) and the marks that turn the direction of text round,
 * which make a line look like another one. The text may be cut anywhere: a
 * byte that is no UTF-8 is a glyph of its own, and harmful.
 */
static bool is_harmful(const char *text, size_t size)
{
	const unsigned char *c = (const unsigned char *)text;

	if (size == 1)
		return c[0] < 0x20 || c[0] >= 0x7f;
	if (size == 2)
		return c[0] == 0xc2 && c[1] < 0xa0;
	if (size == 3 && c[0] == 0xe2 && c[1] == 0x80)
		return (c[2] >= 0x8e && c[2] <= 0x8f) || (c[2] >= 0xa8 && c[2] <= 0xae);
	return size == 3 && c[0] == 0xe2 && c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9;
}

static struct glyph glyph_at(const char *text, const char *end)
{
	struct glyph glyph = { .text = text, .size = 1 };

	if ((unsigned char)*text >= 0xc0) {
		while (text + glyph.size < end && glyph.size < 4 &&
		       is_continuation(text[glyph.size]))
			glyph.size++;
	}
	glyph.harmful = is_harmful(text, glyph.size);
	return glyph;
}

static void put_glyph(const struct glyph *glyph, FILE *out)
{
	if (glyph->harmful)
		putc('?', out);
	else
		fwrite(glyph->text, 1, glyph->size, out);
}

void excerpt_text(const char *text, FILE *out)
{
	const char *end = text + strlen(text);

	while (text < end) {
		struct glyph glyph = glyph_at(text, end);

		put_glyph(&glyph, out);
		text += glyph.size;
	}
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

	while (text < end) {
		text += glyph_at(text, end).size;
		n++;
	}
	return n;
}

static const char *skip_glyphs(const char *text, const char *end, size_t n)
{
	while (n-- > 0 && text < end)
		text += glyph_at(text, end).size;
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

static void print_source(const struct window *window, unsigned long number, FILE *out)
{
	fprintf(out, "%5lu | %s", number, window->cut_before ? "..." : "");
	for (const char *c = window->start; c < window->end;) {
		struct glyph glyph = glyph_at(c, window->end);

		if (*c == '\t')
			putc('\t', out);
		else
			put_glyph(&glyph, out);
		c += glyph.size;
	}
	fprintf(out, "%s\n", window->cut_after ? "..." : "");
}

static void print_caret(const struct window *window, const struct location *at, FILE *out)
{
	const char *place = at->source->text + at->offset;
	const char *end = place + at->length;
	size_t length;

	fprintf(out, "      | %s", window->cut_before ? "   " : "");
	for (const char *c = window->start; c < place && c < window->end;) {
		putc(*c == '\t' ? '\t' : ' ', out);
		c += glyph_at(c, window->end).size;
	}
	if (end > window->end)
		end = window->end;
	length = place < end ? count_glyphs(place, end) : 1;
	putc('^', out);
	while (--length > 0)
		putc('~', out);
	putc('\n', out);
}

void excerpt_line(const struct location *at, FILE *out)
{
	struct window window = window_around(at);

	print_source(&window, at->line, out);
	print_caret(&window, at, out);
}
