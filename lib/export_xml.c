/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The XML that IANA writes: its elements, in the order in which it mostly has them. */
#include "export.h"

#include "refs.h"
#include "reg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char replacement[] = "\xef\xbf\xbd";

/* The escape of a character that means something to XML; NULL if it has none. */
static const char *find_escape(char c, bool in_attribute)
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
		const char *other = find_escape(text[i], in_attribute);

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

/* Text in an element; characters that XML cannot hold become U+FFFD. */
static void write_text(const char *text, size_t length, FILE *out)
{
	write_escaped(text, length, false, out);
}

/* An attribute behind a space; nothing if its value is empty. */
static void write_attribute(const char *name, const char *value, FILE *out)
{
	if (!*value)
		return;
	fprintf(out, " %s=\"", name);
	write_escaped(value, strlen(value), true, out);
	putc_unlocked('"', out);
}

/* Whether the words of a reference differ from those that it gets by default. */
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
	write_attribute("data", ref->data, out);
	if (!has_own_words(ref, words, length)) {
		fputs_unlocked("/>", out);
		return;
	}
	putc_unlocked('>', out);
	write_text(words, length, out);
	fputs_unlocked("</xref>", out);
}

/* A text with its references as xref elements. */
static void write_mixed(const struct svcreg *reg, const char *text, FILE *out)
{
	struct svcreg_ref_iter it;
	struct svcreg_ref ref;
	size_t at = 0;

	svcreg_refs(reg, text, &it);
	while (svcreg_next_ref(&it, &ref)) {
		write_text(text + at, ref.start - at, out);
		write_ref(&ref, text, out);
		at = ref.start + ref.length;
	}
	write_text(text + at, strlen(text + at), out);
}

/* Only the references of a text, each on a line of its own. */
static void write_refs(const struct svcreg *reg, const char *text, const char *indent, FILE *out)
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

/* Whether a text is adjacent references only: all to people, or none. */
static bool is_refs(const struct svcreg *reg, const char *text, bool people)
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

/* An element, unless its text is empty. */
static void write_element(const struct svcreg *reg, const char *indent, const char *name,
			  const char *text, FILE *out)
{
	if (!*text)
		return;
	fprintf(out, "%s<%s>", indent, name);
	write_mixed(reg, text, out);
	fprintf(out, "</%s>\n", name);
}

/* Adjacent references become elements of their own; with words around them, one element. */
static void write_references(const struct svcreg *reg, const char *text, const char *name,
			     FILE *out)
{
	if (is_refs(reg, text, !strcmp(name, "contact")))
		write_refs(reg, text, "    ", out);
	else
		write_element(reg, "    ", name, text, out);
}

static void write_record(const struct svcreg *reg, const struct svcreg_record *rec, FILE *out)
{
	static const char indent[] = "    ";

	fputs_unlocked("  <record", out);
	write_attribute("date", rec->registered, out);
	write_attribute("updated", rec->modified, out);
	fputs_unlocked(">\n", out);
	write_element(reg, indent, "name", rec->name, out);
	write_element(reg, indent, "protocol", rec->transport_name, out);
	/* Equal texts with equal references have one address in a registry. */
	if (rec->assignee != rec->contact && !*rec->assignee)
		fprintf(out, "%s<assignee/>\n", indent);
	else if (rec->assignee != rec->contact)
		write_element(reg, indent, "assignee", rec->assignee, out);
	write_references(reg, rec->contact, "contact", out);
	write_element(reg, indent, "description", rec->description, out);
	write_references(reg, rec->reference, "reference", out);
	write_element(reg, indent, "number", rec->port, out);
	write_element(reg, indent, "sc", rec->service_code, out);
	write_element(reg, indent, "unauthorized", rec->unauthorized, out);
	write_element(reg, indent, "note", rec->notes, out);
	fputs_unlocked("  </record>\n", out);
}

/*
 * A registry without a date of update has the date of its newest record. Write it only if
 * reading the file again would not find it.
 */
static const char *find_date(const struct svcreg *reg, const struct svcreg_info *info, bool whole)
{
	struct svcreg_record rec;
	struct svcreg_iter it;

	if (*info->updated)
		return info->updated;
	svcreg_all(reg, &it);
	while (whole && svcreg_next(&it, &rec))
		if (!strcmp(rec.registered, info->date) || !strcmp(rec.modified, info->date))
			return "";
	return info->date;
}

static void write_about(const struct svcreg *reg, const struct svcreg_info *info, bool whole,
			FILE *out)
{
	struct svcreg_note note;

	fputs_unlocked("<?xml version='1.0' encoding='UTF-8'?>\n"
		       "<registry xmlns=\"http://www.iana.org/assignments\"",
		       out);
	write_attribute("id", info->id, out);
	fputs_unlocked(">\n", out);
	write_element(reg, "  ", "title", info->title, out);
	write_element(reg, "  ", "category", info->category, out);
	write_element(reg, "  ", "updated", find_date(reg, info, whole), out);
	write_refs(reg, info->reference, "  ", out);
	write_element(reg, "  ", "expert", info->expert, out);
	for (size_t i = 0; svcreg_note(reg, i, &note); i++) {
		fputs_unlocked("  <note", out);
		write_attribute("title", note.title, out);
		putc_unlocked('>', out);
		write_mixed(reg, note.text, out);
		fputs_unlocked("</note>\n", out);
	}
}

static void write_footnotes(const struct svcreg *reg, FILE *out)
{
	struct svcreg_footnote footnote;

	for (size_t i = 0; svcreg_footnote(reg, i, &footnote); i++) {
		fputs_unlocked("  <footnote", out);
		write_attribute("anchor", footnote.anchor, out);
		putc_unlocked('>', out);
		write_mixed(reg, footnote.text, out);
		fputs_unlocked("</footnote>\n", out);
	}
}

/* Each line of the text is an address, and becomes an element. */
static void write_uris(const char *uris, FILE *out)
{
	while (*uris) {
		size_t length = strcspn(uris, "\n");

		fputs_unlocked("      <uri>", out);
		write_text(uris, length, out);
		fputs_unlocked("</uri>\n", out);
		uris += length + (uris[length] == '\n');
	}
}

static void write_person(const struct svcreg *reg, const struct svcreg_contact *contact, FILE *out)
{
	fputs_unlocked("    <person", out);
	write_attribute("id", contact->id, out);
	fputs_unlocked(">\n", out);
	write_element(reg, "      ", "name", contact->name, out);
	write_element(reg, "      ", "org", contact->organization, out);
	write_uris(contact->uri, out);
	write_element(reg, "      ", "updated", contact->updated, out);
	fputs_unlocked("    </person>\n", out);
}

/* Without @marks, everybody. */
static void write_people(const struct svcreg *reg, const bool *marks, FILE *out)
{
	struct svcreg_contact contact;

	fputs_unlocked("  <people>\n", out);
	for (size_t i = 0; svcreg_contact(reg, i, &contact); i++)
		if (!marks || marks[i])
			write_person(reg, &contact, out);
	fputs_unlocked("  </people>\n", out);
}

int svcreg_export_xml(struct svcreg_iter *it, FILE *out)
{
	bool whole = it->kind == ITER_ALL && !it->next;
	const struct svcreg *reg = it->reg;
	struct svcreg_record rec;
	struct svcreg_info info;
	bool *marks;

	svcreg_info(reg, &info);
	marks = calloc(info.contacts + 1, sizeof(*marks));
	if (!marks)
		return -ENOMEM;
	svcreg_mark_contacts_about(reg, marks);
	export_begin(out);
	write_about(reg, &info, whole, out);
	while (svcreg_next(it, &rec)) {
		svcreg_mark_contacts_of(reg, &rec, marks);
		write_record(reg, &rec, out);
	}
	write_footnotes(reg, out);
	write_people(reg, whole ? NULL : marks, out);
	fputs_unlocked("</registry>\n", out);
	free(marks);
	return export_end(out);
}
