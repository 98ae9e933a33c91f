/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Download a document with nftsvc-fetch. */
#ifndef NFTSVC_DOWNLOAD_H
#define NFTSVC_DOWNLOAD_H

#include "update/incoming.h"
#include "update/report.h"

/** A document to fetch, and the limits. Texts are NULL if there are none. */
struct download {
	const char *url;
	const char *cacert;
	const char *etag; /* of the document that we have */
	const char *last_modified;
	unsigned int timeout; /* seconds */
	size_t max_size;      /* bytes as unpacked, up to INCOMING_MAX */
};

/** The result. */
struct downloaded {
	struct report report; /* its texts are in the next member */
	char text[REPORT_SIZE];
};

/**
 * download - fetch a document
 * @incoming: zero-initialised; gets the bytes; for incoming_free()
 * @downloaded: filled in with report.error or the HTTP status; at 200 the bytes are the
 *	document
 *
 * Return: 0; -ETIMEDOUT or -EPROTO if nftsvc-fetch answered too late or wrongly; -EFBIG;
 * -ENOMEM; or an error of starting it.
 */
int download(const struct download *what, struct incoming *incoming, struct downloaded *downloaded);

#endif
