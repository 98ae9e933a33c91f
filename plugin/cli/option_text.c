/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/option_text.h"

#include <string.h>

const struct option_text option_texts[OPTION_COUNT] = {
	[OPTION_FORMAT] = { "format", "FORMAT", "print the result as", false },
	[OPTION_SEARCH] = { "search", "TEXT", "only records with this text in any column", false },
	[OPTION_REGISTRY] = { "registry", "NAME",
			      "use this registry: a file, built-in, stored, former", false },
	[OPTION_CONTACTS] = { "contacts", NULL, "print the people and organizations of the records",
			      false },
	[OPTION_NOTE] = { "note", NULL, "print the registry's notes", false },
	[OPTION_NETNS] = { "netns", "NAME", "work in this network namespace", false },
	[OPTION_STRICT] = { "strict", NULL, "exit 1 for warnings too", false },
	[OPTION_ALLOW] = { "allow", "LINT,...", "do not print these warnings", false },
	[OPTION_LOCKED] = { "locked", NULL, "refuse policies that have no lock", false },
	[OPTION_UPDATE] = { "update", NULL, "accept what names mean now", false },
	[OPTION_ADOPT] = { "adopt", NULL, "take ownership of conflicting elements", false },
	[OPTION_PRUNE] = { "prune", NULL, "empty sets that no policy has any more", false },
	[OPTION_RELOAD] = { "reload", NULL, "apply policies that change", false },
	[OPTION_REPAIR] = { "repair", NULL, "repair what other programs change", false },
	[OPTION_CONFIRM] = { "confirm", "SECONDS", "roll back unless confirmed in time", false },
	[OPTION_FORCE] = { "force", NULL, "store it even if it is older, undated or suspicious",
			   false },
	[OPTION_ROLLBACK] = { "rollback", NULL, "store the previous registry again", false },
	[OPTION_URL] = { "url", "URL", "fetch this document", false },
	[OPTION_TIMEOUT] = { "timeout", "SECONDS", "give up after so long", false },
	[OPTION_MAX_SIZE] = { "max-size", "MIB", "refuse a larger document", false },
	[OPTION_CACERT] = { "cacert", "FILE", "trust only these certificate authorities", false },
	[OPTION_VERBOSE] = { "verbose", NULL, "print which registry and locks are used", true },
	[OPTION_HELP] = { "help", NULL, "print this help", true },
	[OPTION_VERSION] = { "version", NULL, "print the version", true },
};

bool words_have(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (n == len && memcmp(words, word, n) == 0)
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

bool verb_takes(const struct verb *verb, enum option_id id)
{
	return !verb || option_texts[id].common || words_have(verb->options, option_texts[id].name);
}

size_t options_named(const struct verb *verb, const char *name, size_t length,
		     enum option_id ids[OPTION_COUNT])
{
	size_t n = 0;

	for (int id = 0; length > 0 && id < OPTION_COUNT; id++) {
		if (!verb_takes(verb, (enum option_id)id) ||
		    strncmp(option_texts[id].name, name, length) != 0)
			continue;
		if (!option_texts[id].name[length]) {
			ids[0] = (enum option_id)id;
			return 1;
		}
		ids[n++] = (enum option_id)id;
	}
	return n;
}
