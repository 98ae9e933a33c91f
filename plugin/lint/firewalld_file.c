/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firewalld.service(5): <port port="6667" protocol="tcp"/>. */
#include <string.h>

#include "lint/elsewhere.h"

#define BLANKS " \t\r\n"
/* Longer values are no port and no transport. */
#define VALUE_SIZE 32

/* What is behind the next @end, or the text's end. */
static const char *skip_behind(const char *text, const char *end)
{
	const char *found = strstr(text, end);

	return found ? found + strlen(end) : text + strlen(text);
}

/* An attribute's value, to @value if it has the name; false at the tag's end. */
static bool parse_attribute(const char **text, const char *name, size_t length,
			    char value[static VALUE_SIZE])
{
	const char *start, *end;
	char quote;

	*text += strspn(*text, BLANKS);
	if (**text != '=')
		return false;
	*text += 1 + strspn(*text + 1, BLANKS);
	quote = **text;
	if (quote != '"' && quote != '\'')
		return false;
	start = *text + 1;
	end = strchr(start, quote);
	if (!end)
		return false;
	*text = end + 1;
	if (strlen(name) == length && end - start < VALUE_SIZE) {
		memcpy(value, start, (size_t)(end - start));
		value[end - start] = '\0';
	}
	return true;
}

/* Behind "<port": its attributes. */
static const char *parse_port(struct elsewheres *found, const char *name, const char *who,
			      const char *text)
{
	char ports[VALUE_SIZE] = "", transport[VALUE_SIZE] = "", other[VALUE_SIZE];

	for (;;) {
		const char *word = text + strspn(text, BLANKS);
		size_t length = strcspn(word, BLANKS "=/><\"'");
		char *value = other;
		const char *wanted = "";

		text = word + length;
		if (length == strlen("port") && memcmp(word, "port", length) == 0) {
			wanted = "port";
			value = ports;
		} else if (length == strlen("protocol") && memcmp(word, "protocol", length) == 0) {
			wanted = "protocol";
			value = transport;
		}
		if (length == 0 || !parse_attribute(&text, wanted, length, value))
			break;
	}
	elsewhere_add(found, name, who, ports, transport);
	return text;
}

void firewalld_parse(struct elsewheres *found, const char *name, const char *who, const char *text)
{
	while ((text = strchr(text, '<'))) {
		if (strncmp(text, "<!--", 4) == 0)
			text = skip_behind(text + 4, "-->");
		else if (strncmp(text, "<![CDATA[", 9) == 0)
			text = skip_behind(text + 9, "]]>");
		else if (strncmp(text, "<port", 5) == 0 && text[5] && strchr(BLANKS, text[5]))
			text = parse_port(found, name, who, text + 5);
		else
			text++;
	}
}
