/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftsvc-fetch: the program that nftsvc runs to speak with a server, so that it has
 * no rights of its own there, and no other command pays for libcurl. It is given
 *
 *	nftsvc-fetch --timeout S --stall S --max-size BYTES [--cacert FILE]
 *		[--etag TAG] [--last-modified DATE] URL
 *
 * and two open files: FETCH_BODY_FD, a file that it writes the document to, from its
 * beginning, and FETCH_REPORT_FD, a pipe that it writes a report to, see
 * update/report.h. Progress goes to standard error where that is a terminal.
 */
#ifndef NFTSVC_FETCH_H
#define NFTSVC_FETCH_H

#include <curl/curl.h>
#include <stdbool.h>

#include "update/report.h"

/** What is asked for. Texts are NULL where they were not given. */
struct fetch_request {
	const char *url;
	const char *cacert; /* file of the authorities that are trusted, alone */
	const char *etag;
	const char *last_modified;
	long timeout;	     /* seconds for all of it */
	long stall;	     /* seconds without a byte */
	curl_off_t max_size; /* bytes of the document, when it is unpacked */
};

/**
 * confine - give up all rights that fetching needs not
 * @max_size: no file is written beyond this
 *
 * Root becomes nobody. Nobody can get rights back, nothing can be executed, and no
 * file can be opened to be written, as far as the kernel knows Landlock.
 *
 * Return: 0, or a negative errno value with @failed set to what did not work.
 */
int confine(curl_off_t max_size, const char **failed);

/**
 * filter_calls - have all other system calls fail than fetching needs
 *
 * It is for after confine(). What reads files, connects, waits and starts threads is left; no process, no
 * program, no listening, no other kind of socket, no memory that was written and can
 * be executed. The calls of threads that run already are not filtered.
 *
 * Return: 0, also on a kernel without seccomp, or a negative errno value.
 */
int filter_calls(void);

/**
 * transfer - fetch the document into FETCH_BODY_FD
 * @report: filled in; what it points to is @curl's and @error's
 * @error: room for the text of an error
 */
void transfer(CURL *curl, const struct fetch_request *request, struct report *report,
	      char error[REPORT_VALUE_SIZE]);

/** progress - a callback of libcurl: draw how much has come, on a terminal */
int progress(void *data, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now);

/** progress_end - take the drawing away */
void progress_end(void);

#endif
