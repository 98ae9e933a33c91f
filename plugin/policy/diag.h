/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors and warnings with their places: collected in one run, shown together.
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
	size_t order; /* in which files were given, and errors are shown */
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
	const char *lint;      /* the lint that found it; NULL: not a lint */
	const char *hint;      /* what to write instead; NULL: nothing to offer */
	struct location other; /* a second place that matters; source NULL: none */
	const char *other_message;
	size_t order; /* of reporting */
};

/** Diagnostics that are kept; the rest is only counted. */
#define DIAGS_MAX 50

struct diags {
	struct arena *arena;
	const struct svcreg *reg; /* for hints on transports; NULL: none */
	struct diag *list;
	size_t n;
	size_t room;
	size_t errors;	  /* also those that were not kept */
	size_t hidden;	  /* reports beyond DIAGS_MAX */
	size_t n_sources; /* files read so far */
	bool no_memory;	  /* a diagnostic was lost: the run has failed */
};

/**
 * diag_add - add a diagnostic
 *
 * Return: the diagnostic, for diag_hint(); NULL if there are too many, or without memory
 * (then diags.no_memory is set). diags_failed() is true after an error in each case.
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

/** diag_other - add a second place, such as the first of two definitions; @diag may be NULL */
__attribute__((format(printf, 4, 5))) void diag_other(struct diags *diags, struct diag *diag,
						      const struct location *at, const char *fmt,
						      ...);

/** location_column - the column of a place in code points, from 1 */
size_t location_column(const struct location *at);

/** location_text - "web.policy:7:3", "-" for none; NULL without memory */
const char *location_text(struct arena *arena, const struct location *at);

/** diags_failed - whether there was an error */
bool diags_failed(const struct diags *diags);

/** diags_sort - sort by place, with files in the order in which they were given */
void diags_sort(struct diags *diags);

/** diags_print - sort and print all */
void diags_print(struct diags *diags, FILE *out);

/** diags_text - the same as a text, for free(); 0 or -errno */
int diags_text(struct diags *diags, char **text);

#endif
