/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nftsvc-fetch tells nftsvc when it is done: lines of a key, a blank and a value
 * of printable ASCII, each key once at the most, and "end" at the end. The values come
 * from a server: they are to be believed no more than it.
 */
#ifndef NFTSVC_UPDATE_REPORT_H
#define NFTSVC_UPDATE_REPORT_H

#include <stddef.h>

/** The files that nftsvc-fetch is given. */
#define FETCH_BODY_FD 3
#define FETCH_REPORT_FD 4

/** Room for the longest value and its NUL. */
#define REPORT_VALUE_SIZE 2048

/** Room for the longest report. */
#define REPORT_SIZE 8192

/** Texts are NULL where there is none. */
struct report {
	int status; /* of HTTP, from 100 to 599; 0: there was no answer */
	const char *error;
	const char *etag;
	const char *last_modified;
};

/**
 * report_put - write a report
 * @text: filled in; what does not fit or is not printable is left out of it
 *
 * Return: its length.
 */
size_t report_put(const struct report *report, char text[REPORT_SIZE]);

/**
 * report_parse - read a report
 * @text: what came; changed, and borrowed by @report
 * @len: its length
 *
 * Return: 0, or -EINVAL if it is not whole or no report.
 */
int report_parse(char *text, size_t len, struct report *report);

#endif
