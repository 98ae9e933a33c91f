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

	/* In so many bytes of IANA's files there is a string that was not there before. */
	IMPORT_STRING_IN_CSV = 33,
	IMPORT_STRING_IN_XML = 70,
};

/* Lines that a file was read without. */
struct import_skipped {
	size_t n;
	struct svcreg_error first; /* the first of them, and what is wrong with it */
};

/* What is wrong with a page that a browser saved. */
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
 * Likewise; the date is the one that the registry says it was updated.
 */
int import_xml(const char *data, size_t size, struct image_header **image,
	       struct svcreg_error *err);

/*
 * import_services - likewise of services(5), which has no date; services.h says what becomes of it
 * @skipped: filled in with the lines that are no entries; untouched on failure
 */
int import_services(const char *data, size_t size, struct image_header **image,
		    struct import_skipped *skipped, struct svcreg_error *err);

/*
 * import_any - make the image of a registry in whichever of these formats it is
 * @skipped: as of import_services(); untouched where the format is another one
 */
int import_any(const char *data, size_t size, struct image_header **image,
	       struct import_skipped *skipped, struct svcreg_error *err);

#endif
