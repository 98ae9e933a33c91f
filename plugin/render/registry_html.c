/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The registry as a page for a browser: one file that asks for nothing else. */
#include <errno.h>
#include <string.h>

#include "page_assets.h"
#include "registry/query.h"
#include "render/html.h"
#include "render/registry_export.h"
#include "render/registry_html.h"
#include "render/registry_title.h"

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
