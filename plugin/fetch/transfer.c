/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document by https, as often as it is cut off: where the server can go on in the
 * middle of the very same document, from there, else from its beginning.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fetch/fetch.h"

#define BAR_WIDTH 30

static double megabytes(curl_off_t bytes)
{
	return (double)bytes / 1e6;
}

static void draw(curl_off_t total, curl_off_t now)
{
	static const char full[] = "##############################";
	const int done = now < total ? (int)(now * BAR_WIDTH / total) : BAR_WIDTH;

	fprintf(stderr, "\r[%.*s%*s] %3d%%  %.1f of %.1f MB\x1b[K", done, full, BAR_WIDTH - done,
		"", now < total ? (int)(now * 100 / total) : 100, megabytes(now), megabytes(total));
}

/* A callback of libcurl: draw how much has come, on a terminal. */
static int progress(void *data, curl_off_t total, curl_off_t now, curl_off_t up_total,
		    curl_off_t up_now)
{
	(void)data;
	(void)up_total;
	(void)up_now;
	if (now > 0 && isatty(STDERR_FILENO)) {
		if (total > 0)
			draw(total, now);
		else
			fprintf(stderr, "\r%.1f MB\x1b[K", megabytes(now));
	}
	return 0;
}

static void progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\x1b[K", stderr);
}

#define ATTEMPTS 3
#define REDIRECTS 5
#define CONNECT_SECONDS 30L

/* So much of a redirect's target is shown. */
#define TARGET_SHOWN 256

/* The state of one transfer. */
struct transfer {
	CURL *curl;
	const struct fetch_request *request;
	struct timespec begin;
	char etag[REPORT_VALUE_SIZE]; /* of what is in the file, if it can be gone on with */
	curl_off_t size;	      /* bytes in the file */
	bool begun;		      /* this answer's first byte has come */
	bool too_large;
	int write_error;
};

static const char *header(CURL *curl, const char *name)
{
	struct curl_header *found;

	return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value
										      : NULL;
}

static long status_of(CURL *curl)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

/*
 * Only a strong tag says that not a byte differs; what is packed has other
 * offsets. A tag too long for us is cut, and fits no document.
 */
static void keep_tag(struct transfer *transfer)
{
	const char *etag = header(transfer->curl, "ETag");
	const char *ranges = header(transfer->curl, "Accept-Ranges");

	transfer->etag[0] = '\0';
	if (etag && *etag == '"' && ranges && strcmp(ranges, "bytes") == 0 &&
	    !header(transfer->curl, "Content-Encoding"))
		snprintf(transfer->etag, sizeof(transfer->etag), "%s", etag);
}

static bool goes_on(const struct transfer *transfer)
{
	const char *range = header(transfer->curl, "Content-Range");
	char wanted[64];

	snprintf(wanted, sizeof(wanted), "bytes %" CURL_FORMAT_CURL_OFF_T "-", transfer->size);
	return transfer->size && range && strncmp(range, wanted, strlen(wanted)) == 0 &&
	       !header(transfer->curl, "Content-Encoding");
}

/* The first byte of an answer: it stands at the file's beginning, or behind what is there. */
static bool begin_body(struct transfer *transfer)
{
	const long status = status_of(transfer->curl);

	if (status == 206 && goes_on(transfer))
		return true;
	if (status != 200)
		return false;
	if (ftruncate(FETCH_BODY_FD, 0) < 0 || lseek(FETCH_BODY_FD, 0, SEEK_SET) < 0) {
		transfer->write_error = errno;
		return false;
	}
	transfer->size = 0;
	keep_tag(transfer);
	return true;
}

static size_t take_body(char *data, size_t size, size_t n, void *user)
{
	struct transfer *transfer = user;
	size_t left = size * n;

	if (!transfer->begun && !begin_body(transfer))
		return CURL_WRITEFUNC_ERROR;
	transfer->begun = true;
	if ((curl_off_t)left > transfer->request->max_size - transfer->size) {
		transfer->too_large = true;
		return CURL_WRITEFUNC_ERROR;
	}
	while (left) {
		const ssize_t written = write(FETCH_BODY_FD, data, left);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			transfer->write_error = errno;
			return CURL_WRITEFUNC_ERROR;
		}
		data += written;
		left -= (size_t)written;
		transfer->size += written;
	}
	return size * n;
}

/* Also a document without a byte takes the place of what came before. */
static bool begin_empty(struct transfer *transfer)
{
	return status_of(transfer->curl) != 200 || begin_body(transfer);
}

static long seconds_left(const struct transfer *transfer)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return transfer->request->timeout - (now.tv_sec - transfer->begin.tv_sec);
}

static void set_security(CURL *curl, const struct fetch_request *request)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)REDIRECTS);
	curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (request->cacert) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, request->cacert);
		curl_easy_setopt(curl, CURLOPT_CAPATH, (char *)NULL);
	}
}

static void set_limits(CURL *curl, const struct transfer *transfer)
{
	const long left = seconds_left(transfer);

	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, transfer->request->stall);
	/* 0 would be no limit. */
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, left > 0 ? left : 1L);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, transfer->request->max_size);
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
	char line[REPORT_VALUE_SIZE + 32];
	struct curl_slist *longer;

	if (!value)
		return list;
	snprintf(line, sizeof(line), "%s: %s", name, value);
	longer = curl_slist_append(list, line);
	return longer ? longer : list;
}

/* One answer. What came before is gone on with if its tag is known. */
static CURLcode attempt(struct transfer *transfer)
{
	const struct fetch_request *request = transfer->request;
	const bool resume = transfer->size && *transfer->etag;
	struct curl_slist *headers = NULL;
	char range[32] = "";
	CURLcode code;

	if (resume) {
		snprintf(range, sizeof(range), "%" CURL_FORMAT_CURL_OFF_T "-", transfer->size);
		headers = add_header(headers, "If-Range", transfer->etag);
	} else {
		headers = add_header(headers, "If-None-Match", request->etag);
		headers = add_header(headers, "If-Modified-Since", request->last_modified);
	}
	transfer->begun = false;
	curl_easy_setopt(transfer->curl, CURLOPT_RANGE, resume ? range : NULL);
	curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, headers);
	set_limits(transfer->curl, transfer);
	code = curl_easy_perform(transfer->curl);
	curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, (struct curl_slist *)NULL);
	curl_slist_free_all(headers);
	return code;
}

/* Errors worth another attempt: an answer that was cut off or stalled. */
static bool is_worth_another(struct transfer *transfer, CURLcode code)
{
	const bool resumed = transfer->size && *transfer->etag;

	if (transfer->too_large || transfer->write_error || seconds_left(transfer) < 1)
		return false;
	if (resumed && !transfer->begun) {
		/* It does not go on with it: from the beginning, then. */
		transfer->etag[0] = '\0';
		return true;
	}
	switch ((int)code) {
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	}
	return false;
}

/* A report has nothing else. */
static void make_plain(char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			*text = '?';
}

/* The target of a redirect that was refused because it is not https; NULL if none. */
static const char *refused_target(CURL *curl, CURLcode code)
{
	char *target = NULL;
	long redirects = 0;

	curl_easy_getinfo(curl, CURLINFO_REDIRECT_COUNT, &redirects);
	curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &target);
	return code == CURLE_UNSUPPORTED_PROTOCOL && redirects ? target : NULL;
}

static void tell(const struct transfer *transfer, CURLcode code, char error[REPORT_VALUE_SIZE],
		 struct report *report)
{
	const char *target = refused_target(transfer->curl, code);
	const long status = status_of(transfer->curl);

	*report = (struct report){ .status = status >= 100 && status <= 599 ? (int)status : 0 };
	if (transfer->too_large || code == CURLE_FILESIZE_EXCEEDED)
		snprintf(error, REPORT_VALUE_SIZE,
			 "the document is larger than %" CURL_FORMAT_CURL_OFF_T " bytes",
			 transfer->request->max_size);
	else if (transfer->write_error)
		snprintf(error, REPORT_VALUE_SIZE, "cannot keep the document: %s",
			 strerror(transfer->write_error));
	else if (code == CURLE_WRITE_ERROR && !transfer->begun)
		return; /* a status other than 200, with a text that nobody wants */
	else if (target)
		snprintf(error, REPORT_VALUE_SIZE,
			 "a redirect leads to %.*s%s, and only https is followed", TARGET_SHOWN,
			 target, strlen(target) > TARGET_SHOWN ? "..." : "");
	else if (code != CURLE_OK && !*error)
		snprintf(error, REPORT_VALUE_SIZE, "%s", curl_easy_strerror(code));
	if (code != CURLE_OK) {
		make_plain(error);
		report->error = error;
		return;
	}
	/* A resumed transfer continues the document of the first answer. */
	if (report->status == 206)
		report->status = 200;
	report->etag = header(transfer->curl, "ETag");
	report->last_modified = header(transfer->curl, "Last-Modified");
}

void transfer(CURL *curl, const struct fetch_request *request, struct report *report,
	      char error[REPORT_VALUE_SIZE])
{
	struct transfer transfer = { .curl = curl, .request = request };
	CURLcode code = CURLE_OK;

	clock_gettime(CLOCK_MONOTONIC, &transfer.begin);
	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "nftsvc/" NFTSVC_VERSION);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	set_security(curl, request);
	for (int i = 0; i < ATTEMPTS; i++) {
		error[0] = '\0';
		code = attempt(&transfer);
		if (code == CURLE_OK && !transfer.begun && !begin_empty(&transfer))
			code = CURLE_WRITE_ERROR;
		if (!is_worth_another(&transfer, code))
			break;
	}
	progress_end();
	tell(&transfer, code, error, report);
}
