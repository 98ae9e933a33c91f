/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The XML that IANA writes: its elements, in the order in which it mostly has them. */
#include "export.h"
#include "export_xml_text.h"
#include "iter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An element, unless its text is empty. */
static void write_element(const struct svcreg *reg, const char *indent, const char *name,
			  const char *text, FILE *out)
{
	if (!*text)
		return;
	fprintf(out, "%s<%s>", indent, name);
	xml_write_mixed(reg, text, out);
	fprintf(out, "</%s>\n", name);
}

/* References are elements of their own; words around them can only be in one. */
static void write_references(const struct svcreg *reg, const char *text, const char *name,
			     FILE *out)
{
	if (xml_is_refs(reg, text, !strcmp(name, "contact")))
		xml_write_refs(reg, text, "    ", out);
	else
		write_element(reg, "    ", name, text, out);
}

static void write_record(const struct svcreg *reg, const struct svcreg_record *rec, FILE *out)
{
	static const char indent[] = "    ";

	fputs_unlocked("  <record", out);
	xml_write_attribute("date", rec->registered, out);
	xml_write_attribute("updated", rec->modified, out);
	fputs_unlocked(">\n", out);
	write_element(reg, indent, "name", rec->name, out);
	write_element(reg, indent, "protocol", rec->transport_name, out);
	/* Equal texts with equal references are one in a registry. */
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
 * A registry that does not say when it was updated has the date of its newest record.
 * Where reading it again would not find that, it has to be said.
 */
static const char *date_to_say(const struct svcreg *reg, const struct svcreg_info *info, bool whole)
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
	xml_write_attribute("id", info->id, out);
	fputs_unlocked(">\n", out);
	write_element(reg, "  ", "title", info->title, out);
	write_element(reg, "  ", "category", info->category, out);
	write_element(reg, "  ", "updated", date_to_say(reg, info, whole), out);
	xml_write_refs(reg, info->reference, "  ", out);
	write_element(reg, "  ", "expert", info->expert, out);
	for (size_t i = 0; svcreg_note(reg, i, &note); i++) {
		fputs_unlocked("  <note", out);
		xml_write_attribute("title", note.title, out);
		putc_unlocked('>', out);
		xml_write_mixed(reg, note.text, out);
		fputs_unlocked("</note>\n", out);
	}
}

static void write_footnotes(const struct svcreg *reg, FILE *out)
{
	struct svcreg_footnote footnote;

	for (size_t i = 0; svcreg_footnote(reg, i, &footnote); i++) {
		fputs_unlocked("  <footnote", out);
		xml_write_attribute("anchor", footnote.anchor, out);
		putc_unlocked('>', out);
		xml_write_mixed(reg, footnote.text, out);
		fputs_unlocked("</footnote>\n", out);
	}
}

/* Addresses that are lines of one text are elements of their own. */
static void write_uris(const char *uris, FILE *out)
{
	while (*uris) {
		size_t length = strcspn(uris, "\n");

		fputs_unlocked("      <uri>", out);
		xml_write(uris, length, out);
		fputs_unlocked("</uri>\n", out);
		uris += length + (uris[length] == '\n');
	}
}

static void write_person(const struct svcreg *reg, const struct svcreg_contact *contact, FILE *out)
{
	fputs_unlocked("    <person", out);
	xml_write_attribute("id", contact->id, out);
	fputs_unlocked(">\n", out);
	write_element(reg, "      ", "name", contact->name, out);
	write_element(reg, "      ", "org", contact->organization, out);
	write_uris(contact->uri, out);
	write_element(reg, "      ", "updated", contact->updated, out);
	fputs_unlocked("    </person>\n", out);
}

/* Without @marks everybody, also who is named nowhere. */
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
