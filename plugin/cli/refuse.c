/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Errors of the command line, each with what to write instead. */
#include <stdlib.h>
#include <string.h>

#include "base/similar.h"
#include "cli/option_text.h"

/* Every option there is, with "--" and a separator. */
#define LIST_SIZE 512

/* "--registry, --reload" */
static void list_options(const enum option_id *ids, size_t n, char text[LIST_SIZE])
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n && len < LIST_SIZE; i++)
		len += (size_t)snprintf(text + len, LIST_SIZE - len, "%s--%s", i ? ", " : "",
					option_texts[ids[i]].name);
}

/* The verb's option that is spelt most like a name, or NULL. */
static const char *near_option(const struct verb *verb, const char *name, size_t length)
{
	struct similar near;

	similar_init(&near, name, length);
	for (int id = 0; id < OPTION_COUNT; id++)
		if (verb_takes(verb, (enum option_id)id))
			similar_offer(&near, option_texts[id].name);
	return near.n > 0 ? near.names[0] : NULL;
}

void refuse_option(const struct verb *verb, const char *word, char letter)
{
	/* With one dash it is most likely a long option too, or its first letter. */
	const bool is_long = word[1] == '-';
	const char *name = word + (is_long ? 2 : 1);
	const size_t length = strcspn(name, "=");
	const int shown = (int)(name - word) + (int)length;
	enum option_id ids[OPTION_COUNT];
	const size_t n = options_named(verb, name, length, ids);
	const char *near = is_long || length > 1 ? near_option(verb, name, length) : NULL;
	char list[LIST_SIZE];

	list_options(ids, n, list);
	if (n > 0 && is_long)
		complain("%.*s is ambiguous: %s", shown, word, list);
	else if (n > 0)
		complain("unknown option %.*s; %s %s", shown, word,
			 n == 1 ? "write" : "near:", list);
	else if (is_long && options_named(NULL, name, length, ids) == 1)
		complain("%s takes no --%s", verb->name, option_texts[ids[0]].name);
	else if (near)
		complain("unknown option %.*s; near: --%s", shown, word, near);
	else if (is_long)
		complain("unknown option %s; after \"--\" it is an argument", word);
	else
		complain("unknown option -%c; after \"--\" it is an argument", letter);
}

void refuse_verb(const struct verb *verbs, const char *name)
{
	struct similar near;

	similar_init(&near, name, strlen(name));
	for (; verbs->name; verbs++)
		if (verbs->summary)
			similar_offer(&near, verbs->name);
	if (near.n > 0)
		complain("no command is named \"%s\"; near: %s", name, near.names[0]);
	else
		complain("no command is named \"%s\"", name);
}

void refuse_format(const struct verb *verb, const char *name)
{
	struct similar near;
	char formats[LIST_SIZE], *rest = formats, *format;

	snprintf(formats, sizeof(formats), "%s", verb->formats);
	similar_init(&near, name, strlen(name));
	while ((format = strsep(&rest, " ")))
		similar_offer(&near, format);
	if (near.n > 0)
		complain("%s has no format \"%s\"; near: %s; it has: %s", verb->name, name,
			 near.names[0], verb->formats);
	else
		complain("%s has no format \"%s\"; it has: %s", verb->name, name, verb->formats);
}
