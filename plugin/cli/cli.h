/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: what every verb is given, and how it answers. */
#ifndef NFTSVC_CLI_H
#define NFTSVC_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** Exit statuses: a stable interface. */
enum status {
	STATUS_YES = 0,	   /* done, found, equal */
	STATUS_NO = 1,	   /* not found, differs, warnings under --strict */
	STATUS_INPUT = 2,  /* the input or the usage is wrong */
	STATUS_SYSTEM = 3, /* permission, kernel, file */
};

enum format {
	FORMAT_TABLE,
	FORMAT_JSON,
	FORMAT_CSV,
	FORMAT_NFT,
	FORMAT_DECLARE,
	FORMAT_PROMETHEUS,
	FORMAT_TEXT,
	FORMAT_SERVICES,
	FORMAT_HTML,
	FORMAT_XML,
};

struct options {
	const char *registry; /* --registry; NULL: not given */
	const char *netns;    /* --netns; NULL: the one we are in */
	bool contacts;
	bool note;
	const char *search; /* --search; NULL: not given */
	enum format format;
	bool strict;
	unsigned int allow; /* --allow: LINT_BIT()s */
	bool locked;	    /* every policy must have a lock */
	bool update;	    /* accept what a lock would say now */
	bool adopt;
	bool prune;
	bool reload;
	const char *confirm; /* --confirm; NULL: not given */
	bool repair;
	bool force;
	bool rollback;
	const char *url;      /* --url; NULL: not given */
	const char *timeout;  /* --timeout; NULL: not given */
	const char *max_size; /* --max-size; NULL: not given */
	const char *cacert;   /* --cacert; NULL: not given */
	bool verbose;	      /* say which registry is used */
	bool help;
	bool version;
	char **args; /* what is no option: the verb's arguments */
	size_t n_args;
};

/** A verb; verbs are listed in main.c. */
struct verb {
	const char *name;
	const char *arguments; /* for the usage line: "POLICY..." */
	const char *summary;   /* for --help: one line; NULL: it is not for people */
	const char *options;   /* long options it takes besides the common ones: "format strict" */
	const char
		*formats; /* values of --format it takes, "table json"; the first is the default */
	size_t min_args;
	size_t max_args; /* SIZE_MAX: any number */
	enum status (*run)(const struct options *options);
	bool changes; /* changes the kernel or files: it ends its work also when nobody reads its output */
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

/** verb_... - each in the file of its name in verb/ */
enum status verb_show(const struct options *options);
enum status verb_search(const struct options *options);
enum status verb_registry(const struct options *options);
enum status verb_export(const struct options *options);
enum status verb_check(const struct options *options);
enum status verb_lock(const struct options *options);
enum status verb_compare(const struct options *options);
enum status verb_expand(const struct options *options);
enum status verb_diff(const struct options *options);
enum status verb_apply(const struct options *options);
enum status verb_status(const struct options *options);
enum status verb_explain(const struct options *options);
enum status verb_confirm(const struct options *options);
enum status verb_rollback(const struct options *options);
enum status verb_guard(const struct options *options);
enum status verb_remove(const struct options *options);
enum status verb_import(const struct options *options);
enum status verb_update(const struct options *options);
enum status verb_watch(const struct options *options);

/**
 * printed - the status of a verb that has printed its result
 * @error: 0 or a negative errno value, which is complained about. What is still
 *	in a buffer shows at the end of the program
 */
enum status printed(int error);

/**
 * output_finish - write what is still in the buffer of standard output
 * @status: what came of the verb so far
 *
 * A pipe without a reader is no failure: only a verb that changes something gets
 * here with one, and its work counts. Other failures are complained about.
 *
 * Return: @status, or STATUS_SYSTEM if the output cannot be written.
 */
enum status output_finish(enum status status);

/**
 * say - one line on standard error, made printable
 * @level: LOG_ERR, LOG_WARNING, ...: the journal is told it
 *
 * Where standard error is not the journal, the line stands behind "nftsvc: ".
 */
__attribute__((format(printf, 2, 3))) void say(int level, const char *fmt, ...);

/** say_lines - say() each of the first lines of a text; returns how many it has */
size_t say_lines(int level, const char *text, size_t max);

/** journal_hears - whether it is the journal that hears what is said */
bool journal_hears(void);

/** complain - say() an error */
__attribute__((format(printf, 1, 2))) void complain(const char *fmt, ...);

#endif
