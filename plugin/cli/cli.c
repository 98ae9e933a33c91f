/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cli.h"

#include <getopt.h>
#include <string.h>

#include "cli/option_text.h"
#include "lint/lint.h"

/* Values that getopt returns for long options: no character that could be a short one. */
#define OPTION_BASE 256

static const struct {
	const char *name;
	enum format format;
} formats[] = {
	{ "table", FORMAT_TABLE },     { "json", FORMAT_JSON },
	{ "csv", FORMAT_CSV },	       { "nft", FORMAT_NFT },
	{ "declare", FORMAT_DECLARE }, { "prometheus", FORMAT_PROMETHEUS },
	{ "text", FORMAT_TEXT },       { "services", FORMAT_SERVICES },
	{ "html", FORMAT_HTML },       { "xml", FORMAT_XML },
};

/* The options given; they are checked when all are read. */
struct given {
	const char *format;
	bool lint_is_unknown; /* --allow names a lint that does not exist */
	char unknown_lint[LINT_NAME_SIZE];
};

static void keep_lints(struct options *options, struct given *given)
{
	char unknown[LINT_NAME_SIZE];

	if (given->lint_is_unknown || lints_named(optarg, strlen(optarg), &options->allow, unknown))
		return;
	given->lint_is_unknown = true;
	memcpy(given->unknown_lint, unknown, sizeof(unknown));
}

static void keep_option(struct options *options, struct given *given, enum option_id id)
{
	switch (id) {
	case OPTION_FORMAT:
		given->format = optarg;
		break;
	case OPTION_REGISTRY:
		options->registry = optarg;
		break;
	case OPTION_SEARCH:
		options->search = optarg;
		break;
	case OPTION_CONTACTS:
		options->contacts = true;
		break;
	case OPTION_NOTE:
		options->note = true;
		break;
	case OPTION_NETNS:
		options->netns = optarg;
		break;
	case OPTION_STRICT:
		options->strict = true;
		break;
	case OPTION_ALLOW:
		keep_lints(options, given);
		break;
	case OPTION_LOCKED:
		options->locked = true;
		break;
	case OPTION_UPDATE:
		options->update = true;
		break;
	case OPTION_ADOPT:
		options->adopt = true;
		break;
	case OPTION_PRUNE:
		options->prune = true;
		break;
	case OPTION_RELOAD:
		options->reload = true;
		break;
	case OPTION_REPAIR:
		options->repair = true;
		break;
	case OPTION_CONFIRM:
		options->confirm = optarg;
		break;
	case OPTION_FORCE:
		options->force = true;
		break;
	case OPTION_ROLLBACK:
		options->rollback = true;
		break;
	case OPTION_URL:
		options->url = optarg;
		break;
	case OPTION_TIMEOUT:
		options->timeout = optarg;
		break;
	case OPTION_MAX_SIZE:
		options->max_size = optarg;
		break;
	case OPTION_CACERT:
		options->cacert = optarg;
		break;
	case OPTION_VERBOSE:
		options->verbose = true;
		break;
	case OPTION_HELP:
		options->help = true;
		break;
	case OPTION_VERSION:
		options->version = true;
		break;
	case OPTION_COUNT:
		break;
	}
}

static const struct verb *find_verb(const struct verb *verbs, const char *name)
{
	for (; verbs->name; verbs++) {
		if (strcmp(verbs->name, name) == 0)
			return verbs;
	}
	return NULL;
}

const struct verb *cli_verb(const struct verb *verbs, const char *name)
{
	const struct verb *verb = find_verb(verbs, name);

	if (!verb) {
		refuse_verb(verbs, name);
		cli_usage(NULL, stderr);
	}
	return verb;
}

/* Whether the next word is this option's value; other verbs' options count, to be refused later. */
static bool takes_next(const struct verb *verb, const char *word)
{
	enum option_id ids[OPTION_COUNT];
	const char *name = word + strlen("--");

	if (strncmp(word, "--", strlen("--")) != 0 || strchr(name, '='))
		return false;
	if (options_named(verb, name, strlen(name), ids) != 1 &&
	    options_named(NULL, name, strlen(name), ids) != 1)
		return false;
	return option_texts[ids[0]].value;
}

/* The first word that is neither an option of this verb nor the value of one; @argc if there is none. */
static int first_word(int argc, char **argv, const struct verb *verb)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (strcmp(argv[i], "--") == 0)
			return i + 1;
		if (takes_next(verb, argv[i]))
			i++;
	}
	return i;
}

/*
 * The verb decides what an abbreviation before it means, and so whether the next
 * word is a value or the verb: it is the first word that fits with what it takes.
 */
static const struct verb *guess_verb(int argc, char **argv, const struct verb *verbs)
{
	for (int i = 1; i < argc; i++) {
		const struct verb *verb = find_verb(verbs, argv[i]);

		if (verb && first_word(argc, argv, verb) == i)
			return verb;
	}
	return NULL;
}

static void make_long_options(const struct verb *verb, struct option longs[OPTION_COUNT + 1])
{
	size_t n = 0;

	for (int id = 0; id < OPTION_COUNT; id++) {
		if (!verb_takes(verb, (enum option_id)id))
			continue;
		longs[n++] = (struct option){
			.name = option_texts[id].name,
			.has_arg = option_texts[id].value ? required_argument : no_argument,
			.val = OPTION_BASE + id,
		};
	}
	longs[n] = (struct option){ 0 };
}

/* Report what getopt_long() refused: optopt is the option if known, or the letter. */
static enum status refuse(const struct verb *verb, const char *word)
{
	if (optopt >= OPTION_BASE)
		complain("--%s %s", option_texts[optopt - OPTION_BASE].name,
			 option_texts[optopt - OPTION_BASE].value ? "needs a value"
								  : "takes no value");
	else
		refuse_option(verb, word, (char)optopt);
	return STATUS_INPUT;
}

/*
 * Sorts the command line into options and words. The leading '-' makes getopt
 * hand out words where they stand, whatever $POSIXLY_CORRECT says; there are
 * never more words than places that were read already.
 */
static enum status sort_words(int argc, char **argv, const struct verb *verb,
			      struct options *options, struct given *given)
{
	struct option longs[OPTION_COUNT + 1];
	const char *word = NULL;
	int c;

	make_long_options(verb, longs);
	options->args = argv;
	for (;;) {
		/* Short options may stand in one word, which is read letter by letter. */
		word = argv[optind];
		c = getopt_long(argc, argv, "-:hV", longs, NULL);
		if (c == -1)
			break;
		if (c == 1)
			options->args[options->n_args++] = optarg;
		else if (c == 'h')
			options->help = true;
		else if (c == 'V')
			options->version = true;
		else if (c >= OPTION_BASE)
			keep_option(options, given, (enum option_id)(c - OPTION_BASE));
		else
			return refuse(verb, word);
		/* Only a verb says what the options behind it mean. */
		if (c == 1 && !verb)
			return STATUS_YES;
	}
	while (optind < argc)
		options->args[options->n_args++] = argv[optind++];
	return STATUS_YES;
}

static enum status check_lints(const struct given *given)
{
	const char *near;

	if (!given->lint_is_unknown)
		return STATUS_YES;
	near = lint_near(given->unknown_lint);
	if (near)
		complain("no lint is named \"%s\"; near: %s", given->unknown_lint, near);
	else
		complain("no lint is named \"%s\"", given->unknown_lint);
	return STATUS_INPUT;
}

static enum status choose_format(const struct verb *verb, const char *name, enum format *format)
{
	size_t len = name ? strlen(name) : strcspn(verb->formats, " ");
	const char *word = name ? name : verb->formats;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strlen(formats[i].name) == len && memcmp(formats[i].name, word, len) == 0 &&
		    words_have(verb->formats, formats[i].name)) {
			*format = formats[i].format;
			return STATUS_YES;
		}
	}
	refuse_format(verb, word);
	return STATUS_INPUT;
}

/* A table in CSV has columns of one kind. */
static enum status check_contacts(const struct options *options)
{
	if (!options->contacts || options->format != FORMAT_CSV)
		return STATUS_YES;
	complain("--contacts is not for the format csv");
	return STATUS_INPUT;
}

static enum status check_count(const struct verb *verb, size_t n)
{
	if (n < verb->min_args) {
		complain("%s needs %s", verb->name, verb->arguments);
		return STATUS_INPUT;
	}
	if (n > verb->max_args) {
		if (verb->max_args > 1)
			complain("%s takes %zu arguments", verb->name, verb->max_args);
		else
			complain("%s takes %s argument", verb->name, verb->max_args ? "one" : "no");
		return STATUS_INPUT;
	}
	return STATUS_YES;
}

/* Takes the verb from the front of the words. */
static enum status take_verb(const struct verb *verb, const struct verb *verbs,
			     struct options *options)
{
	if (options->n_args == 0) {
		complain("a command is missing");
		return STATUS_INPUT;
	}
	if (!verb) {
		refuse_verb(verbs, options->args[0]);
		return STATUS_INPUT;
	}
	options->args++;
	options->n_args--;
	return STATUS_YES;
}

enum status cli_parse(int argc, char **argv, const struct verb *verbs, const struct verb **verb,
		      struct options *options)
{
	struct given given = { 0 };
	enum status status;

	*options = (struct options){ 0 };
	*verb = guess_verb(argc, argv, verbs);
	status = sort_words(argc, argv, *verb, options, &given);
	if (status == STATUS_YES && (options->n_args > 0 || !(options->help || options->version)))
		status = take_verb(*verb, verbs, options);
	if (status == STATUS_YES)
		status = check_lints(&given);
	if (status == STATUS_YES && *verb && verb_takes(*verb, OPTION_FORMAT))
		status = choose_format(*verb, given.format, &options->format);
	if (status == STATUS_YES)
		status = check_contacts(options);
	if (status == STATUS_YES && !options->help && !options->version)
		status = check_count(*verb, options->n_args);
	if (status != STATUS_YES)
		cli_usage(*verb, stderr);
	return status;
}
