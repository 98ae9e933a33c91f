/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef IMPORT_H
#define IMPORT_H

#include "image.h"

enum {
	/*
	 * IANA's XML has 3.9 MB, and 0.05 more each year. Below this bound, and those of
	 * draft.h, no file takes more than 64 MB of memory or a second.
	 */
	IMPORT_MAX_SIZE = 8 << 20,

	/* Bytes of IANA's files for each string that is new. */
	IMPORT_STRING_IN_CSV = 33,
	IMPORT_STRING_IN_XML = 70,

	IMPORT_XML_MAX_DEPTH = 64, /* IANA's file has 5 levels */
};

/* The lines of a file that were skipped. */
struct import_skipped {
	size_t n;
	struct svcreg_error first; /* the first of them */
};

/* The error for a page that was saved by a browser. */
#define IMPORT_IS_HTML                                                                             \
	"this is a web page (HTML), not a registry: save the registry's XML or CSV form"

/*
 * import_csv - make the image of a registry in IANA's CSV
 * @data: the file's content
 * @date: the registry's date, or NULL for that of its newest record
 * @image: set to the image, from malloc()
 * @err: filled in on failure; may be NULL
 *
 * Return: 0, -ENOMEM or -EINVAL.
 */
int import_csv(const char *data, size_t size, const char *date, struct image_header **image,
	       struct svcreg_error *err);

/*
 * import_xml - make the image of a registry in IANA's XML
 *
 * The date is the registry's own date of its last update.
 */
int import_xml(const char *data, size_t size, struct image_header **image,
	       struct svcreg_error *err);

/*
 * import_any - make the image of a registry in XML, CSV or services(5)
 * @skipped: as for import_services(); untouched for other formats
 */
int import_any(const char *data, size_t size, struct image_header **image,
	       struct import_skipped *skipped, struct svcreg_error *err);

#endif
