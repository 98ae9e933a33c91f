/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ITER_H
#define ITER_H

/* What a walk is over: svcreg_iter.kind. */
enum iter_kind {
	ITER_LIST,    /* the records of ids */
	ITER_ROWS,    /* the same, but ids counts them from 1, and is the caller's */
	ITER_ALL,     /* all records; so the others, of which these are let through: */
	ITER_RANGE,   /* those with a port from first to last */
	ITER_SEARCH,  /* those with text in a column */
	ITER_FORMER,  /* those that say that text once was their name */
	ITER_RENAMED, /* the same, and those with another name that say it */
};

#endif
