/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* services(5), the form of /etc/services: "name 80/tcp alias ... # comment". */
#ifndef SERVICES_H
#define SERVICES_H

#include "import.h"

/*
 * Whether a text file looks like services(5): its first line that is no comment is an entry;
 * or most of the first lines are entries; or any line is one, and the first is not a row of
 * CSV. So does a file that has comments only.
 */
bool services_recognise(const char *data, size_t size);

/*
 * import_services - make the image of a registry in services(5), which has no date
 * @skipped: filled in with the lines that are no entries; untouched on failure
 *
 * An alias becomes a record behind that of its name. Lines that are comments become the
 * registry's note, without a title.
 *
 * Return: as import_csv().
 */
int import_services(const char *data, size_t size, struct image_header **image,
		    struct import_skipped *skipped, struct svcreg_error *err);

#endif
