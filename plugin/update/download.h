/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A document from a server, by way of nftsvc-fetch. */
#ifndef NFTSVC_DOWNLOAD_H
#define NFTSVC_DOWNLOAD_H

#include "update/incoming.h"
#include "update/report.h"

/** What is fetched, and what that may cost. Texts are NULL where there are none. */
struct download {
	const char *url;
	const char *cacert;
	const char *etag; /* of what is there already */
	const char *last_modified;
	unsigned int timeout; /* seconds */
	size_t max_size;      /* bytes as unpacked, up to INCOMING_MAX */
};

/** What came of it. */
struct downloaded {
	struct report report; /* its texts are in the next member */
	char text[REPORT_SIZE];
};

/**
 * download - fetch a document
 * @incoming: zero-initialised; gets the bytes; for incoming_free()
 * @downloaded: filled in: report.error or a status of HTTP. The bytes are those of
 *	the document where that is 200
 *
 * Return: 0; -ETIMEDOUT or -EPROTO if nftsvc-fetch did not answer in time, or not as it
 * should; -EFBIG, -ENOMEM, or what starting it gave.
 */
int download(const struct download *what, struct incoming *incoming, struct downloaded *downloaded);

#endif
