/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options and arguments of a command. */
#ifndef NFTSVC_OPTIONS_H
#define NFTSVC_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

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

#endif
