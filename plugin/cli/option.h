/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options there are, for the command line and for its help. */
#ifndef NFTSVC_OPTION_H
#define NFTSVC_OPTION_H

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

/** verb_takes - whether a verb takes an option */
bool verb_takes(const struct verb *verb, enum option_id id);

#endif
