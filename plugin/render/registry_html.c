/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry as a page for a browser: one file that asks for nothing else. */
#include <errno.h>
#include <string.h>

#include "page_assets.h"
#include "registry/query.h"
#include "render/html.h"
#include "render/registry_export.h"

/* Rows of a table that a browser lays out together, when they come into sight. */
#define HTML_GROUP_ROWS 32

static void print_text(const char *text, FILE *out)
{
	html_text(text, strlen(text), out);
}

static bool is_empty_line(const char *text, size_t at)
{
	return text[at] == '\n' && text[at + 1 + strspn(text + at + 1, " \t")] == '\n';
}

/* Where a paragraph ends: at an empty line, or at the end of the text. */
static size_t paragraph_end(const char *text, size_t at)
{
	while (text[at] != '\0' && !is_empty_line(text, at))
		at++;
	return at;
}

/* IANA draws a box of asterisks: its lines are to stay what they are. */
static void print_paragraph(struct html_refs *refs, size_t from, size_t to, FILE *out)
{
	bool drawn = refs->text[from] == '*';

	fputs(drawn ? "<pre>" : "<p>", out);
	html_refs_print(refs, from, to, out);
	fputs(drawn ? "</pre>\n" : "</p>\n", out);
}

static void print_paragraphs(const struct svcreg *reg, const char *text, FILE *out)
{
	struct html_refs refs;
	size_t at = strspn(text, "\n\t ");

	html_refs_begin(&refs, reg, text);
	while (text[at] != '\0') {
		size_t end = paragraph_end(text, at);

		print_paragraph(&refs, at, end, out);
		at = end + strspn(text + end, "\n\t ");
	}
}

static void print_experts(const char *experts, FILE *out)
{
	if (*experts == '\0')
		return;
	fputs("<h3>Expert(s)</h3>\n<p class=\"experts\">", out);
	print_text(experts, out);
	fputs("</p>\n", out);
}

static void print_notes(const struct svcreg *reg, const struct svcreg_info *info, FILE *out)
{
	struct svcreg_note note;

	if (*info->expert == '\0' && info->notes == 0)
		return;
	fputs("<details>\n<summary>Experts and notes</summary>\n<div class=\"note\">\n", out);
	print_experts(info->expert, out);
	for (size_t i = 0; svcreg_note(reg, i, &note); i++) {
		fputs("<h3>", out);
		print_text(*note.title != '\0' ? note.title : "Note", out);
		fputs("</h3>\n", out);
		print_paragraphs(reg, note.text, out);
	}
	fputs("</div>\n</details>\n", out);
}

static bool any_contact(const struct svcreg_info *info, const bool *contacts)
{
	for (size_t i = 0; i < info->contacts; i++) {
		if (contacts[i])
			return true;
	}
	return false;
}

static void print_links(const struct svcreg_info *info, const bool *contacts, FILE *out)
{
	bool has_contacts = any_contact(info, contacts);

	if (!has_contacts && info->footnotes == 0)
		return;
	fputs("<nav aria-label=\"Parts of this page\">\n<a href=\"#records\">Records</a>\n", out);
	if (has_contacts)
		fputs("<a href=\"#people\">Contacts</a>\n", out);
	if (info->footnotes > 0)
		fputs("<a href=\"#footnotes\">Footnotes</a>\n", out);
	fputs("</nav>\n", out);
}

static void about_html(const struct svcreg *reg, size_t records, const bool *contacts, FILE *out)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	fputs("<header>\n<h1>", out);
	print_text(registry_title(&info), out);
	fputs("</h1>\n<dl class=\"facts\">\n<div><dt>Last Updated</dt><dd>", out);
	print_text(info.date, out);
	fputs("</dd></div>\n", out);
	fprintf(out, "<div><dt>Records</dt><dd>%zu</dd></div>\n", records);
	if (*info.reference != '\0') {
		fputs("<div><dt>Reference</dt><dd>", out);
		html_linked(reg, info.reference, out);
		fputs("</dd></div>\n", out);
	}
	fputs("</dl>\n", out);
	print_notes(reg, &info, out);
	print_links(&info, contacts, out);
	fputs("</header>\n", out);
}

/* A contact can have several addresses, one in a line. */
static void print_addresses(const char *uris, FILE *out)
{
	const char *between = "";

	while (*uris != '\0') {
		size_t length = strcspn(uris, "\n");
		bool link;

		fputs(between, out);
		link = html_begin_address(uris, length, out);
		html_text(uris, length, out);
		fputs(link ? "</a>" : "", out);
		uris += length + (uris[length] == '\n');
		between = " ";
	}
}

static void print_cell(const char *text, FILE *out)
{
	fputs("<td>", out);
	print_text(text, out);
}

/* The id leads to the records that name it. */
static void print_contact(const struct svcreg_contact *contact, FILE *out)
{
	fprintf(out, "<tr id=c%zu><th scope=row><a href=\"#q=%%5B", contact->number);
	html_url(contact->id, out);
	fputs("%5D\">[", out);
	print_text(contact->id, out);
	fputs("]</a>", out);
	print_cell(contact->name, out);
	print_cell(contact->organization, out);
	fputs("<td>", out);
	print_addresses(contact->uri, out);
	print_cell(contact->updated, out);
	fputs("</tr>\n", out);
}

static void contacts_html(const struct svcreg *reg, const bool *contacts, FILE *out)
{
	struct svcreg_contact contact;
	struct svcreg_info info;
	size_t n = 0;

	svcreg_info(reg, &info);
	if (!any_contact(&info, contacts))
		return;
	fputs("<div id=\"people\">\n<h2>Contact Information</h2>\n<table id=\"contacts\">\n"
	      "<caption>Contacts</caption>\n<thead>\n"
	      "<tr><th scope=\"col\">ID<th scope=\"col\">Name<th scope=\"col\">Organization"
	      "<th scope=\"col\">Contact URI<th scope=\"col\">Last Updated</tr>\n"
	      "</thead>\n",
	      out);
	for (size_t i = 0; svcreg_contact(reg, i, &contact); i++) {
		if (!contacts[i])
			continue;
		if (n++ % HTML_GROUP_ROWS == 0)
			fputs("<tbody>\n", out);
		print_contact(&contact, out);
	}
	fputs("</table>\n</div>\n", out);
}

static void footnotes_html(const struct svcreg *reg, FILE *out)
{
	struct svcreg_footnote footnote;
	struct svcreg_info info;

	svcreg_info(reg, &info);
	if (info.footnotes == 0)
		return;
	fputs("<section id=\"footnotes\" class=\"footnotes\">\n<h2>Footnotes</h2>\n<dl>\n", out);
	for (size_t i = 0; svcreg_footnote(reg, i, &footnote); i++) {
		fputs("<dt id=\"n-", out);
		print_text(footnote.anchor, out);
		fputs("\">[", out);
		print_text(footnote.anchor, out);
		fputs("]</dt>\n<dd>", out);
		html_linked(reg, footnote.text, out);
		fputs("</dd>\n", out);
	}
	fputs("</dl>\n</section>\n", out);
}

static void footer_html(const struct svcreg_info *info, FILE *out)
{
	fputs("<footer>\n<p>", out);
	if (*info->id != '\0') {
		fputs("The registry itself is at <a href=\"https://www.iana.org/assignments/", out);
		html_url(info->id, out);
		fputs("\">IANA</a>. ", out);
	}
	fputs("This page was made by nftsvc " NFTSVC_VERSION ".</p>\n</footer>\n", out);
}

static void print_lines(const char *const *lines, size_t n, FILE *out)
{
	for (size_t i = 0; i < n; i++)
		fputs(lines[i], out);
}

static void print_head(const struct svcreg_info *info, FILE *out)
{
	fputs("<!DOCTYPE html>\n"
	      "<html lang=\"en\">\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src '" PAGE_STYLE_HASH "'; script-src '" PAGE_SCRIPT_HASH "'; "
	      "img-src data:; base-uri 'none'; form-action 'none'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n"
	      "<title>",
	      out);
	html_text(registry_title(info), strlen(registry_title(info)), out);
	fputs("</title>\n<style>", out);
	print_lines(page_style, sizeof(page_style) / sizeof(page_style[0]), out);
	fputs("</style>\n", out);
}

static void print_search(FILE *out)
{
	/* Without the script, which shows it, it would do nothing. */
	fputs("<div class=\"search\" role=\"search\" hidden>\n"
	      "<label for=\"q\">Search all columns</label>\n"
	      "<input id=\"q\" type=\"search\" autocomplete=\"off\" autocapitalize=\"none\" "
	      "spellcheck=\"false\" aria-controls=\"records\" aria-keyshortcuts=\"/\">\n"
	      "<kbd aria-hidden=\"true\">/</kbd>\n"
	      "<p id=\"count\" role=\"status\" aria-live=\"polite\"></p>\n"
	      "</div>\n",
	      out);
}

static void print_titles(FILE *out)
{
	fputs("<table id=\"records\">\n<caption>Records</caption>\n<thead>\n<tr>", out);
	for (int i = 0; i < SVCREG_COLUMNS; i++)
		fprintf(out, "<th scope=\"col\">%s", svcreg_column_name((enum svcreg_column)i));
	fputs("</tr>\n</thead>\n", out);
}

/* The tags that close cells may be left out, and there are many. */
static void print_record(const struct svcreg *reg, const struct svcreg_record *rec, FILE *out)
{
	fputs(*rec->name != '\0' ? "<tr><th scope=row>" : "<tr class=free><th scope=row>", out);
	html_text(rec->name, strlen(rec->name), out);
	for (int i = SVCREG_COL_PORT; i < SVCREG_COLUMNS; i++) {
		fputs("<td>", out);
		html_linked(reg, rec->column[i], out);
	}
	fputs("</tr>\n", out);
}

static void print_records(struct svcreg_iter *it, FILE *out)
{
	struct svcreg_record rec;

	print_titles(out);
	for (size_t n = 0; svcreg_next(it, &rec); n++) {
		if (n % HTML_GROUP_ROWS == 0)
			fputs("<tbody>\n", out);
		print_record(it->reg, &rec, out);
	}
	fputs("</table>\n", out);
}

/* The walk is a copy: the caller's is still at its beginning. */
static size_t count(struct svcreg_iter it)
{
	struct svcreg_record rec;
	size_t n = 0;

	while (svcreg_next(&it, &rec))
		n++;
	return n;
}

int registry_html(struct svcreg_iter *it, FILE *out)
{
	struct arena arena = { 0 };
	struct svcreg_info info;
	bool *contacts = NULL;
	int error = contacts_named(&arena, it, &contacts);

	if (error < 0)
		goto out;
	svcreg_info(it->reg, &info);
	svcreg_mark_contacts_about(it->reg, contacts);
	print_head(&info, out);
	about_html(it->reg, count(*it), contacts, out);
	fputs("<main>\n", out);
	print_search(out);
	print_records(it, out);
	contacts_html(it->reg, contacts, out);
	footnotes_html(it->reg, out);
	fputs("</main>\n", out);
	footer_html(&info, out);
	fputs("<script>", out);
	print_lines(page_script, sizeof(page_script) / sizeof(page_script[0]), out);
	fputs("</script>\n", out);
out:
	arena_free(&arena);
	return error;
}
