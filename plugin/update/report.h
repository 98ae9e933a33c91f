/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report of nftsvc-fetch to nftsvc: lines of a key, a blank and a value of printable
 * ASCII, each key at most once, then "end". The values come from a server, so trust them no
 * more than the server.
 */
#ifndef NFTSVC_UPDATE_REPORT_H
#define NFTSVC_UPDATE_REPORT_H

#include <stddef.h>

/** Descriptors that nftsvc-fetch is started with. */
#define FETCH_BODY_FD 3
#define FETCH_REPORT_FD 4

/** Room for the longest value and its NUL. */
#define REPORT_VALUE_SIZE 2048

/** Room for the longest report. */
#define REPORT_SIZE 8192

/** Texts are NULL if there is none. */
struct report {
	int status; /* of HTTP, from 100 to 599; 0: no answer */
	const char *error;
	const char *etag;
	const char *last_modified;
};

/**
 * report_put - write a report
 * @text: filled in; values that do not fit or are not printable are left out
 *
 * Return: its length.
 */
size_t report_put(const struct report *report, char text[REPORT_SIZE]);

/**
 * report_parse - read a report
 * @text: the bytes received; changed, and borrowed by @report
 * @len: its length
 *
 * Return: 0, or -EINVAL if it is incomplete or not a report.
 */
int report_parse(char *text, size_t len, struct report *report);

#endif
