/* SPDX-License-Identifier: GPL-2.0-or-later */
/* services(5): "imap2  143/tcp  imap  # comment". The file itself is read, whatever
 * nsswitch.conf(5) says: this is about what is written there. */
#include <string.h>

#include "lint/elsewhere.h"

/* Names longer than this are left out: registered ones have 15 characters. */
#define WORD_SIZE 64

/* The next word of a line, cut off at a '#'; false at the line's end or if it is too long. */
static bool next_word(const char **text, char word[static WORD_SIZE])
{
	size_t length;

	*text += strspn(*text, " \t\r");
	length = strcspn(*text, " \t\r\n#");
	if (length == 0 || length >= WORD_SIZE)
		return false;
	memcpy(word, *text, length);
	word[length] = '\0';
	*text += length;
	return true;
}

static void parse_line(struct elsewheres *found, const char *who, const char *line)
{
	char name[WORD_SIZE], ports[WORD_SIZE], *transport;

	if (!next_word(&line, name) || !next_word(&line, ports))
		return;
	transport = strchr(ports, '/');
	if (!transport)
		return;
	*transport++ = '\0';
	do
		elsewhere_add(found, name, who, ports, transport);
	while (next_word(&line, name));
}

void services_parse(struct elsewheres *found, const char *who, const char *text)
{
	while (*text) {
		parse_line(found, who, text);
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
}
