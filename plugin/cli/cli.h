/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: from its words to a verb and its options. */
#ifndef NFTSVC_CLI_H
#define NFTSVC_CLI_H

#include <stdio.h>

#include "base/message.h"
#include "cli/options.h"

/** A verb; verbs are listed in main.c. */
struct verb {
	const char *name;
	const char *arguments; /* for the usage line: "POLICY..." */
	const char *summary;   /* for --help: one line; NULL: it is not for people */
	const char *options;   /* long options it takes besides the common ones: "format strict" */
	/* Values of --format it takes, "table json"; the first is the default. */
	const char *formats;
	size_t min_args;
	size_t max_args; /* SIZE_MAX: any number */
	enum status (*run)(const struct options *options);
	bool changes; /* changes the kernel or files, so it finishes even if its output has no reader */
};

/**
 * cli_parse - read the command line
 * @argc: as main() has it
 * @argv: as main() has it; its order is changed
 * @verbs: ended by one without a name
 * @verb: set to the verb; NULL only with --help or --version
 * @options: filled in; its texts are borrowed from @argv
 *
 * Options may stand anywhere before a "--". Only those that the verb takes are
 * accepted, and each by the first letters that no other of them begins with. A
 * mistake is complained about with the usage of the verb.
 *
 * Return: STATUS_YES or STATUS_INPUT.
 */
enum status cli_parse(int argc, char **argv, const struct verb *verbs, const struct verb **verb,
		      struct options *options);

/** cli_verb - the verb of this name; NULL if there is none, which is complained about */
const struct verb *cli_verb(const struct verb *verbs, const char *name);

/** cli_help - print what --help says: of @verb, or of all if it is NULL */
void cli_help(const struct verb *verbs, const struct verb *verb, FILE *out);

/** cli_usage - print how @verb is used, or the program if it is NULL, and where more is said */
void cli_usage(const struct verb *verb, FILE *out);

#endif
