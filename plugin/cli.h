/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: what every verb is given, and how it answers. */
#ifndef NFTSVC_CLI_H
#define NFTSVC_CLI_H

#include <stdbool.h>
#include <stddef.h>

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
};

struct options {
	const char *registry; /* --registry; NULL: not given */
	const char *netns;    /* --netns; NULL: the one we are in */
	enum format format;
	bool strict;
	bool adopt;
	bool prune;
	char **args; /* what is no option */
	size_t n_args;
};

/** A verb; verbs are listed in main.c. */
struct verb {
	const char *name;
	const char *arguments; /* for the usage line: "POLICY..." */
	const char *summary;   /* for --help: one line */
	const char *options;   /* long options it takes besides the common ones, "format strict" */
	const char
		*formats; /* values of --format it takes, "table json"; the first is the default */
	size_t min_args;
	size_t max_args; /* SIZE_MAX: any number */
	enum status (*run)(const struct options *options);
};

/** verb_... - each in the file of its name in verb/ */
enum status verb_show(const struct options *options);
enum status verb_search(const struct options *options);
enum status verb_registry(const struct options *options);
enum status verb_check(const struct options *options);
enum status verb_expand(const struct options *options);
enum status verb_diff(const struct options *options);
enum status verb_apply(const struct options *options);
enum status verb_status(const struct options *options);
enum status verb_remove(const struct options *options);

/** complain - one line on standard error, behind "nftsvc: " */
__attribute__((format(printf, 1, 2))) void complain(const char *fmt, ...);

#endif
