/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc update: IANA's registry as it is today becomes the stored registry, or a former one does. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "registry/registry.h"
#include "update/accept.h"
#include "update/download.h"
#include "verb/verbs.h"

#define IANA_URL                                                                                   \
	"https://www.iana.org/assignments/service-names-port-numbers/"                             \
	"service-names-port-numbers.xml"

#define TIMEOUT 300
#define TIMEOUT_MAX 86400

#define MAX_SIZE (INCOMING_MAX >> 20)

/* How much an update may cost. */
struct limits {
	unsigned int timeout;  /* seconds */
	unsigned int max_size; /* MiB */
};

/* A number from 1 to @max; @value is untouched where there is no text. */
static bool read_number(const char *text, unsigned int max, unsigned int *value)
{
	char *end;
	long number;

	if (!text)
		return true;
	number = strtol(text, &end, 10);
	if (end == text || *end || number < 1 || number > max)
		return false;
	*value = (unsigned int)number;
	return true;
}

static enum status check_options(const struct options *options, struct limits *limits)
{
	if (options->rollback && (options->url || options->force || options->cacert ||
				  options->timeout || options->max_size))
		complain("--rollback cannot be combined with other options: it fetches nothing");
	else if (options->url &&
		 (strncmp(options->url, "https://", strlen("https://")) != 0 ||
		  strlen(options->url) > ORIGIN_TEXT_MAX || !printable_is_ascii(options->url)))
		complain("--url takes an https:// address");
	else if (!read_number(options->timeout, TIMEOUT_MAX, &limits->timeout))
		complain("--timeout takes seconds, from 1 to %d", TIMEOUT_MAX);
	else if (!read_number(options->max_size, MAX_SIZE, &limits->max_size))
		complain("--max-size takes MiB, from 1 to %zu", MAX_SIZE);
	else
		return STATUS_YES;
	return STATUS_INPUT;
}

static enum status tell_failure(const char *url, int error)
{
	switch (error) {
	case -EPROTO:
		complain("%s: nftsvc-fetch gave no usable answer", url);
		break;
	case -ENOENT:
		complain("nftsvc-fetch is not installed");
		break;
	default:
		complain("%s: %s", url, strerror(-error));
		break;
	}
	return STATUS_SYSTEM;
}

/* Stores what came, unless the server says that it is what is stored already. */
static enum status take(const struct options *options, struct update *update,
			const struct download *what, struct incoming *incoming,
			const struct report *report)
{
	struct svcreg_error why = { 0 };
	int error;

	if (report->error) {
		complain("%s: %s", what->url, report->error);
		return STATUS_SYSTEM;
	}
	if (report->status == 304 && (what->etag || what->last_modified))
		return accept_registry(options, update, update->stored, update_origin(update));
	if (report->status != 200) {
		complain("%s: the server answered %d", what->url, report->status);
		return STATUS_SYSTEM;
	}
	error = incoming_parse(incoming, &why);
	if (error)
		return registry_report_bad(what->url, error, &why);
	registry_warn_skipped(what->url, incoming->reg);
	incoming->origin.from = what->url;
	incoming->origin.etag = report->etag;
	incoming->origin.last_modified = report->last_modified;
	return accept_registry(options, update, incoming->reg, &incoming->origin);
}

static enum status fetch(const struct options *options, struct update *update,
			 const struct limits *limits)
{
	const struct origin *origin = update_origin(update);
	struct download what = { .url = options->url ? options->url : IANA_URL,
				 .cacert = options->cacert,
				 .timeout = limits->timeout,
				 .max_size = (size_t)limits->max_size << 20 };
	struct downloaded downloaded = { 0 };
	struct incoming incoming = { 0 };
	enum status status;
	int error;

	/* A registry from another source says nothing about the document at this address. */
	if (origin && origin->from && strcmp(origin->from, what.url) == 0 && !options->force) {
		what.etag = origin->etag;
		what.last_modified = origin->last_modified;
	}
	error = download(&what, &incoming, &downloaded);
	status = error ? tell_failure(what.url, error)
		       : take(options, update, &what, &incoming, &downloaded.report);
	incoming_free(&incoming);
	return status;
}

enum status verb_update(const struct options *options)
{
	struct update update = { .store = STORE_NONE };
	struct limits limits = { .timeout = TIMEOUT, .max_size = MAX_SIZE };
	enum status status = check_options(options, &limits);

	if (status == STATUS_YES)
		status = update_begin(&update);
	if (status == STATUS_YES)
		status = options->rollback ? rollback_registry(options, &update)
					   : fetch(options, &update, &limits);
	update_end(&update);
	return status;
}
