/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cross-references as links. */
#include "render/html.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/printable.h"
#include "base/text.h"

/* Characters that no HTML document may have: controls and those that are none. */
static bool is_allowed(unsigned int code)
{
	if (code < 0x20)
		return code == '\t' || code == '\n' || code == '\r';
	if (code >= 0x7f && code < 0xa0)
		return false;
	return (code & 0xfffe) != 0xfffe && (code < 0xfdd0 || code > 0xfdef);
}

/* The reference that stands for a character in markup; NULL: itself. */
static const char *reference(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	}
	return NULL;
}

static size_t print_beyond_ascii(const char *text, size_t length, FILE *out)
{
	unsigned int code = 0;
	size_t n = utf8_next(text, SIZE_MAX, &code);

	if (n == 0 || n > length || !is_allowed(code)) {
		fputs("\xef\xbf\xbd", out);
		return n == 0 || n > length ? 1 : n;
	}
	fwrite_unlocked(text, 1, n, out);
	return n;
}

void html_text(const char *text, size_t length, FILE *out)
{
	size_t plain = 0;

	for (size_t i = 0; i < length; i += plain) {
		const char *written = reference(text[i]);

		plain = 1;
		if (written)
			fputs_unlocked(written, out);
		else if ((unsigned char)text[i] < 0x80 && is_allowed((unsigned char)text[i]))
			putc_unlocked(text[i], out);
		else
			plain = print_beyond_ascii(text + i, length - i, out);
	}
}

void html_url(const char *text, FILE *out)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(unreserved, *text))
			fputc(*text, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*text);
	}
}

/* An address of another kind could be a script. */
static bool is_harmless_address(const char *address, size_t length)
{
	static const char *const schemes[] = { "http://", "https://", "mailto:" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		if (length > n && strncasecmp(address, schemes[i], n) == 0)
			return true;
	}
	return false;
}

bool html_begin_address(const char *address, size_t length, FILE *out)
{
	if (!is_harmless_address(address, length))
		return false;
	fputs("<a href=\"", out);
	html_text(address, length, out);
	fputs("\">", out);
	return true;
}

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
