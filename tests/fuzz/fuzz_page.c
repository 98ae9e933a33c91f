/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a registry: its page has no tag and no address that is not ours, its JSON is JSON. */
#include "fuzz.h"
#include "render/registry_export.h"
#include "use.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

/* Elements that the page itself may open, but no text of a registry. */
static bool is_our_tag(const char *at)
{
	static const char *const tags[] = {
		"!DOCTYPE html>",
		"html lang=",
		"meta ",
		"link rel=",
		"title>",
		"style>",
		"header>",
		"h1>",
		"h2>",
		"h3>",
		"dl>",
		"dl class=",
		"div>",
		"div class=",
		"div id=",
		"dt>",
		"dt id=\"n",
		"dd>",
		"details>",
		"summary>",
		"p>",
		"p class=",
		"pre>",
		"nav aria-",
		"main>",
		"label for=",
		"input id=",
		"kbd aria-",
		"p id=",
		"table id=",
		"caption>",
		"thead>",
		"tbody>",
		"tr>",
		"tr class=free>",
		"tr id=c",
		"th scope=",
		"td>",
		"a href=\"",
		"wbr>",
		"section id=",
		"footer>",
		"script>",
	};

	if (*at == '/')
		return true;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strncmp(at, tags[i], strlen(tags[i])) == 0)
			return true;
	}
	return false;
}

static bool is_our_address(const char *at)
{
	return *at == '#' || strncasecmp(at, "http://", 7) == 0 ||
	       strncasecmp(at, "https://", 8) == 0 || strncasecmp(at, "mailto:", 7) == 0 ||
	       strncmp(at, "data:,\"", 7) == 0;
}

static void check_page(const char *page)
{
	const char *script = strstr(page, "<script>");
	const char *style_end = strstr(page, "</style>");
	size_t scripts = 0;

	must(script && style_end);
	for (const char *at = page; (at = strchr(at, '<')); at++) {
		if (at < script || at > strstr(script, "</script>"))
			must(is_our_tag(at + 1));
		scripts += strncmp(at, "<script", 7) == 0;
	}
	must(scripts == 1);
	for (const char *at = style_end; (at = strstr(at, " href=\"")); at++)
		must(at > script || is_our_address(at + strlen(" href=\"")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct svcreg *reg;
	json_t *records;
	char *page, *json;
	size_t length;

	if (svcreg_parse(data, size, &reg, NULL))
		return 0;
	page = written(reg, registry_html, &length);
	check_page(page);
	json = written(reg, registry_json, &length);
	records = json_loads(json, 0, NULL);
	must(json_is_array(records));
	free(written(reg, registry_text, &length));
	json_decref(records);
	free(json);
	free(page);
	svcreg_close(reg);
	return 0;
}
