/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc-fetch: from the command line, which nftsvc writes, to the report. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fetch/fetch.h"

enum option_id {
	OPTION_TIMEOUT,
	OPTION_STALL,
	OPTION_MAX_SIZE,
	OPTION_CACERT,
	OPTION_ETAG,
	OPTION_LAST_MODIFIED,
};

static const struct option options[] = {
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "stall", required_argument, NULL, OPTION_STALL },
	{ "max-size", required_argument, NULL, OPTION_MAX_SIZE },
	{ "cacert", required_argument, NULL, OPTION_CACERT },
	{ "etag", required_argument, NULL, OPTION_ETAG },
	{ "last-modified", required_argument, NULL, OPTION_LAST_MODIFIED },
	{ 0 },
};

static bool read_options(int argc, char **argv, struct fetch_request *request)
{
	int id;

	while ((id = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (id) {
		case OPTION_TIMEOUT:
			request->timeout = atol(optarg);
			break;
		case OPTION_STALL:
			request->stall = atol(optarg);
			break;
		case OPTION_MAX_SIZE:
			request->max_size = atoll(optarg);
			break;
		case OPTION_CACERT:
			request->cacert = optarg;
			break;
		case OPTION_ETAG:
			request->etag = optarg;
			break;
		case OPTION_LAST_MODIFIED:
			request->last_modified = optarg;
			break;
		default:
			return false;
		}
	}
	if (optind + 1 != argc)
		return false;
	request->url = argv[optind];
	return request->timeout > 0 && request->stall > 0 && request->max_size > 0;
}

/* Close inherited descriptors before talking to a server. */
static int close_inherited(void)
{
	/* musl has no close_range(). */
	return syscall(SYS_close_range, FETCH_REPORT_FD + 1, UINT_MAX, 0) < 0 ? -errno : 0;
}

static void fetch(const struct fetch_request *request, struct report *report,
		  char error[REPORT_VALUE_SIZE], CURL **curl)
{
	const char *failed = "close inherited files";
	int err = close_inherited();

	if (!err)
		err = confine(request->max_size, &failed);
	if (!err) {
		failed = "give up system calls";
		err = filter_calls();
	}
	if (err) {
		snprintf(error, REPORT_VALUE_SIZE, "nftsvc-fetch cannot %s: %s", failed,
			 strerror(-err));
		report->error = error;
		return;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		*curl = curl_easy_init();
	if (*curl)
		transfer(*curl, request, report, error);
	else
		report->error = "libcurl cannot be used";
}

static bool send_report(const struct report *report)
{
	char text[REPORT_SIZE];
	const size_t len = report_put(report, text);

	/* Less than a pipe takes at once. */
	return write(FETCH_REPORT_FD, text, len) == (ssize_t)len;
}

int main(int argc, char **argv)
{
	char error[REPORT_VALUE_SIZE] = "";
	struct fetch_request request = { 0 };
	struct report report = { 0 };
	CURL *curl = NULL;
	bool sent;

	/* libcurl leaves it to us. */
	signal(SIGPIPE, SIG_IGN);
	if (!read_options(argc, argv, &request)) {
		fputs("nftsvc-fetch is run by nftsvc update.\n", stderr);
		return 2;
	}
	fetch(&request, &report, error, &curl);
	sent = send_report(&report);
	curl_easy_cleanup(curl);
	curl_global_cleanup();
	return sent ? 0 : 3;
}
