/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cross-references as links. */
#include <string.h>
#include <strings.h>

#include "render/html.h"

static bool begin_contact(const struct svcreg *reg, const char *id, FILE *out)
{
	struct svcreg_contact contact;

	if (svcreg_find_contact(reg, id, &contact) < 0)
		return false;
	fprintf(out, "<a href=\"#c%zu\">", contact.number);
	return true;
}

static bool begin_page(const char *site, const char *name, FILE *out)
{
	fprintf(out, "<a href=\"%s", site);
	html_url(name, out);
	fputs("\">", out);
	return true;
}

/* By its anchor: to look for each of them would take long where somebody made many. */
static bool begin_footnote(const struct svcreg *reg, const char *anchor, FILE *out)
{
	struct svcreg_footnote first;

	return svcreg_footnote(reg, 0, &first) && begin_page("#n-", anchor, out);
}

/* An Internet-Draft that was approved is called as if it had its number. */
static bool begin_draft(const char *name, FILE *out)
{
	static const char approved[] = "RFC-";
	size_t n = sizeof(approved) - 1;

	if (strncasecmp(name, approved, n) == 0)
		return begin_page("https://datatracker.ietf.org/doc/draft-", name + n, out);
	return begin_page("https://datatracker.ietf.org/doc/", name, out);
}

/* The tag that opens a link; false: what the reference points to has no address. */
static bool begin_link(const struct svcreg *reg, const struct svcreg_ref *ref, FILE *out)
{
	switch (ref->type) {
	case SVCREG_REF_TEXT:
		break;
	case SVCREG_REF_PERSON:
		return begin_contact(reg, ref->data, out);
	case SVCREG_REF_RFC:
	case SVCREG_REF_BCP:
	case SVCREG_REF_STD:
		return begin_page("https://www.rfc-editor.org/info/", ref->data, out);
	case SVCREG_REF_RFC_ERRATA:
		return begin_page("https://www.rfc-editor.org/errata/eid", ref->data, out);
	case SVCREG_REF_DRAFT:
		return begin_draft(ref->data, out);
	case SVCREG_REF_URI:
		return html_begin_address(ref->data, strlen(ref->data), out);
	case SVCREG_REF_NOTE:
		return begin_footnote(reg, ref->data, out);
	case SVCREG_REF_REGISTRY:
		return begin_page("https://www.iana.org/assignments/", ref->data, out);
	}
	return false;
}

void html_refs_begin(struct html_refs *refs, const struct svcreg *reg, const char *text)
{
	*refs = (struct html_refs){ .reg = reg, .text = text };
	svcreg_refs(reg, text, &refs->it);
	refs->left = svcreg_next_ref(&refs->it, &refs->ref);
}

/* "[Jon_Postel]" may be broken where it has its underscores. */
static void print_id(const char *text, size_t length, FILE *out)
{
	while (length > 0) {
		const char *underscore = memchr(text, '_', length);
		size_t part = underscore ? (size_t)(underscore - text) + 1 : length;

		html_text(text, part, out);
		if (underscore)
			fputs("<wbr>", out);
		text += part;
		length -= part;
	}
}

static void print_ref(const struct html_refs *refs, FILE *out)
{
	const struct svcreg_ref *ref = &refs->ref;
	const char *text = refs->text + ref->start;
	bool link = begin_link(refs->reg, ref, out);

	if (ref->type == SVCREG_REF_PERSON)
		print_id(text, ref->length, out);
	else
		html_text(text, ref->length, out);
	if (link)
		fputs("</a>", out);
}

void html_refs_print(struct html_refs *refs, size_t from, size_t to, FILE *out)
{
	while (refs->left && refs->ref.start + refs->ref.length <= to) {
		const struct svcreg_ref *ref = &refs->ref;

		if (ref->start >= from) {
			html_text(refs->text + from, ref->start - from, out);
			from = ref->start + ref->length;
			print_ref(refs, out);
		}
		refs->left = svcreg_next_ref(&refs->it, &refs->ref);
	}
	html_text(refs->text + from, to - from, out);
}

void html_linked(const struct svcreg *reg, const char *text, FILE *out)
{
	struct html_refs refs;

	if (*text == '\0')
		return;
	html_refs_begin(&refs, reg, text);
	html_refs_print(&refs, 0, strlen(text), out);
}
