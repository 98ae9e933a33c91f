/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with a policy, and where: collected in one run, shown together.
 *
 *	web.policy:7:3: error: no service is named "htps"
 *	    7 |   htps/tcp
 *	      |   ^~~~~~~~
 *	  write https, or one of: http, ...
 */
#ifndef NFTSVC_DIAG_H
#define NFTSVC_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "svcreg.h"

/** A policy file, read whole. */
struct source {
	const char *path; /* as the user wrote it */
	const char *text; /* NUL-terminated */
	size_t size;
	size_t order; /* of the files, as they were given: errors are shown in it */
};

/** A place in a policy file; source is NULL where an error has no place. */
struct location {
	const struct source *source;
	uint32_t line;	 /* from 1; 0: the file as a whole */
	uint32_t offset; /* of the first byte, from the file's start */
	uint32_t length; /* in bytes, at least 1 */
};

enum diag_level {
	DIAG_ERROR,
	DIAG_WARNING,
};

struct diag {
	struct location at;
	enum diag_level level;
	const char *message;
	const char *lint; /* the name of the check that found it; NULL: of none that can be off */
	const char *hint; /* what to write instead; NULL: nothing to offer */
	struct location other; /* a second place that the message speaks of; source NULL: none */
	const char *other_message;
	size_t order; /* of reporting */
};

/** So many reports are kept; of the rest only the number is. */
#define DIAGS_MAX 50

struct diags {
	struct arena *arena;
	const struct svcreg *reg; /* what transports names are registered for; NULL: not known */
	struct diag *list;
	size_t n;
	size_t room;
	size_t errors;	  /* those that are not kept are counted too */
	size_t hidden;	  /* reports beyond DIAGS_MAX */
	size_t n_sources; /* files read so far */
	bool no_memory;	  /* a report was lost for want of memory: the run has failed */
};

/**
 * diag_add - report something
 *
 * Return: the report, for its hint to be set, or NULL if it is one too many, or if
 * there was no memory for it (diags.no_memory is set then). diags_failed() is
 * true after an error in each of these cases.
 */
__attribute__((format(printf, 4, 5))) struct diag *diag_add(struct diags *diags,
							    enum diag_level level,
							    const struct location *at,
							    const char *fmt, ...);

__attribute__((format(printf, 4, 0))) struct diag *diag_vadd(struct diags *diags,
							     enum diag_level level,
							     const struct location *at,
							     const char *fmt, va_list ap);

/** diag_hint - say what to write instead; @diag may be NULL */
__attribute__((format(printf, 3, 4))) void diag_hint(struct diags *diags, struct diag *diag,
						     const char *fmt, ...);

/** diag_other - name a second place, such as the first of two definitions; @diag may be NULL */
__attribute__((format(printf, 4, 5))) void diag_other(struct diags *diags, struct diag *diag,
						      const struct location *at, const char *fmt,
						      ...);

/** location_column - the column of a place in code points, from 1 */
size_t location_column(const struct location *at);

/** location_text - "web.policy:7:3", "-" for none; NULL without memory */
const char *location_text(struct arena *arena, const struct location *at);

/** diags_failed - whether there was an error */
bool diags_failed(const struct diags *diags);

/** diags_sort - put the list in the order of its places: files as they were given */
void diags_sort(struct diags *diags);

/** diags_print - show all, in the order of their places; the list is sorted by it */
void diags_print(struct diags *diags, FILE *out);

/** diags_text - what diags_print() shows, for free(); 0 or -errno */
int diags_text(struct diags *diags, char **text);

#endif
