/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "export_xml_text.h"

#include "ref_words.h"

#include <string.h>

static const char replacement[] = "\xef\xbf\xbd";

/* How a character is written that means something to XML; NULL: as it is. */
static const char *written_as(char c, bool in_attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return in_attribute ? "&quot;" : NULL;
	case '\r':
		return "&#13;";
	case '\n':
		return in_attribute ? "&#10;" : NULL;
	case '\t':
		return in_attribute ? "&#9;" : NULL;
	}
	return (unsigned char)c < ' ' ? replacement : NULL;
}

/* U+FFFE and U+FFFF are no characters. */
static bool is_no_character(const char *at, size_t left)
{
	return left >= 3 && at[0] == '\xef' && at[1] == '\xbf' &&
	       (at[2] == '\xbe' || at[2] == '\xbf');
}

static void write_escaped(const char *text, size_t length, bool in_attribute, FILE *out)
{
	for (size_t i = 0; i < length; i++) {
		const char *other = written_as(text[i], in_attribute);

		if (other) {
			fputs_unlocked(other, out);
		} else if (is_no_character(text + i, length - i)) {
			fputs_unlocked(replacement, out);
			i += 2;
		} else {
			putc_unlocked(text[i], out);
		}
	}
}

void xml_write(const char *text, size_t length, FILE *out)
{
	write_escaped(text, length, false, out);
}

void xml_write_attribute(const char *name, const char *value, FILE *out)
{
	if (!*value)
		return;
	fprintf(out, " %s=\"", name);
	write_escaped(value, strlen(value), true, out);
	putc_unlocked('"', out);
}

/* Whether the words of a reference are those that it gets where it has none of its own. */
static bool has_own_words(const struct svcreg_ref *ref, const char *words, size_t length)
{
	const char *begin = ref_words_before(ref->type);
	bool capitals = ref_words_capitals(ref->type);
	size_t before = strlen(begin);

	if (length != before + strlen(ref->data) || memcmp(words, begin, before) != 0)
		return true;
	for (size_t i = 0; i < length - before; i++) {
		char c = ref->data[i];

		if (capitals && c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if (words[before + i] != c)
			return true;
	}
	return false;
}

/* The words of a reference stand between brackets. */
static void write_ref(const struct svcreg_ref *ref, const char *text, FILE *out)
{
	bool series = ref->type == ref_words_series(ref->data);
	const char *words = text + ref->start + 1;
	size_t length = ref->length - 2;

	fprintf(out, "<xref type=\"%s\"",
		svcreg_ref_type_name(series ? SVCREG_REF_RFC : ref->type));
	xml_write_attribute("data", ref->data, out);
	if (!has_own_words(ref, words, length)) {
		fputs_unlocked("/>", out);
		return;
	}
	putc_unlocked('>', out);
	xml_write(words, length, out);
	fputs_unlocked("</xref>", out);
}

void xml_write_mixed(const struct svcreg *reg, const char *text, FILE *out)
{
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;
	size_t at = 0;

	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref)) {
		xml_write(text + at, ref.start - at, out);
		write_ref(&ref, text, out);
		at = ref.start + ref.length;
	}
	xml_write(text + at, strlen(text + at), out);
}

void xml_write_refs(const struct svcreg *reg, const char *text, const char *indent, FILE *out)
{
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;

	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref)) {
		fputs_unlocked(indent, out);
		write_ref(&ref, text, out);
		putc_unlocked('\n', out);
	}
}

bool xml_is_refs(const struct svcreg *reg, const char *text, bool people)
{
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;
	size_t at = 0;

	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref)) {
		if (ref.start != at || (ref.type == SVCREG_REF_PERSON) != people)
			return false;
		at += ref.length;
	}
	return !text[at];
}
