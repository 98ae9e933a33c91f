/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All options, for the command line and for its help. */
#ifndef NFTSVC_OPTION_TEXT_H
#define NFTSVC_OPTION_TEXT_H

#include <stdbool.h>

#include "cli/cli.h"

enum option_id {
	OPTION_FORMAT,
	OPTION_REGISTRY,
	OPTION_SEARCH,
	OPTION_CONTACTS,
	OPTION_NOTE,
	OPTION_NETNS,
	OPTION_STRICT,
	OPTION_ALLOW,
	OPTION_LOCKED,
	OPTION_UPDATE,
	OPTION_ADOPT,
	OPTION_PRUNE,
	OPTION_RELOAD,
	OPTION_CONFIRM,
	OPTION_REPAIR,
	OPTION_FORCE,
	OPTION_ROLLBACK,
	OPTION_URL,
	OPTION_TIMEOUT,
	OPTION_MAX_SIZE,
	OPTION_CACERT,
	OPTION_VERBOSE,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COUNT,
};

struct option_text {
	const char *name;
	const char *value; /* what it takes; NULL: nothing */
	const char *summary;
	bool common; /* every verb takes it */
};

extern const struct option_text option_texts[OPTION_COUNT];

/** words_have - whether a word is in a list of words with a blank between them */
bool words_have(const char *words, const char *word);

/** verb_takes - whether a verb takes an option; @verb NULL: whether any does */
bool verb_takes(const struct verb *verb, enum option_id id);

/**
 * options_named - the options that a name without "--" can stand for
 * @verb: whose options they are; NULL: all there are
 * @name: the name of one, or how it begins
 * @length: of @name, in bytes
 * @ids: filled in
 *
 * Return: how many; 1 if it is the whole name of one.
 */
size_t options_named(const struct verb *verb, const char *name, size_t length,
		     enum option_id ids[OPTION_COUNT]);

/**
 * refuse_option - complain about an option that the verb does not take
 * @verb: NULL if it is not known
 * @word: as it was written, with its dashes
 * @letter: of a word with one dash, the letter that is no option
 */
void refuse_option(const struct verb *verb, const char *word, char letter);

/** refuse_verb - complain that no verb has this name */
void refuse_verb(const struct verb *verbs, const char *name);

/** refuse_format - complain that a verb has no such format */
void refuse_format(const struct verb *verb, const char *name);

#endif
