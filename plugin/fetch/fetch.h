/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftsvc-fetch: nftsvc runs it to talk to a server without any rights, and so that no other
 * command pays for libcurl. It is called as
 *
 *	nftsvc-fetch --timeout S --stall S --max-size BYTES [--cacert FILE]
 *		[--etag TAG] [--last-modified DATE] URL
 *
 * with two open files: FETCH_BODY_FD, a file that it writes the document to, and
 * FETCH_REPORT_FD, a pipe for its report, see update/report.h. It shows progress on standard
 * error if that is a terminal.
 */
#ifndef NFTSVC_FETCH_H
#define NFTSVC_FETCH_H

#include <curl/curl.h>
#include <stdbool.h>

#include "update/report.h"

/** The arguments. Texts are NULL if not given. */
struct fetch_request {
	const char *url;
	const char *cacert; /* file of the only authorities to trust */
	const char *etag;
	const char *last_modified;
	long timeout;	     /* seconds for all of it */
	long stall;	     /* seconds without a byte */
	curl_off_t max_size; /* bytes of the document, when it is unpacked */
};

/**
 * confine - give up all rights that fetching does not need
 * @max_size: limit for the size of files
 *
 * Root becomes nobody. No rights can be regained and nothing can be executed; if the kernel
 * has Landlock, no file can be opened for writing.
 *
 * Return: 0, or -errno with @failed set to the step that failed.
 */
int confine(curl_off_t max_size, const char **failed);

/**
 * filter_calls - let all system calls fail that fetching does not need
 *
 * Call it after confine(). Reading files, connecting, waiting and starting threads still
 * work; starting programs, listening, other kinds of sockets and executable memory do not.
 * Threads that run already are not filtered.
 *
 * Return: 0, also on a kernel without seccomp, or -errno.
 */
int filter_calls(void);

/**
 * transfer - fetch the document into FETCH_BODY_FD
 * @report: filled in; its texts belong to @curl and @error
 * @error: room for the text of an error
 */
void transfer(CURL *curl, const struct fetch_request *request, struct report *report,
	      char error[REPORT_VALUE_SIZE]);

#endif
