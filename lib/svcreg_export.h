/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * libsvcreg - records written in the formats that can be read back. Included by
 * svcreg.h, whose conventions hold here as well.
 */
#ifndef SVCREG_EXPORT_H
#define SVCREG_EXPORT_H

#include "svcreg.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * svcreg_export_csv - write the records of a walk as IANA writes its CSV
 * @it: the walk; it is at its end afterwards
 * @out: written to: the line of titles, then a line a record, with LF
 *
 * Return: 0, or a negative errno value from writing.
 */
int svcreg_export_csv(struct svcreg_iter *it, FILE *out);

/**
 * svcreg_write_csv - write one record as svcreg_export_csv() does
 * @rec: the record; NULL writes the line of titles
 * @out: written to; errors are left for ferror()
 */
void svcreg_write_csv(const struct svcreg_record *rec, FILE *out);

/**
 * svcreg_export_services - write the records of a walk as lines of services(5)
 * @it: the walk; it is at its end afterwards
 * @out: written to
 * @left_out: set to the number of records with a name and a port that such a
 *	file cannot hold; may be NULL
 *
 * A line a record, "name<TAB>port/transport", and behind another two tabs "#"
 * and the description in one line. An alias (a record whose notes are "Alias of"
 * the name of one before it, with the same port and transport, as it is read from
 * services(5)) stands in the line of its name. A walk of svcreg_all() writes the
 * registry's notes as comments, too. What looks a port up finds the name that is
 * first in the registry; every name is found under itself.
 *
 * Records without a name or a port are no services. Left out are ranges of
 * ports, ports without a transport, names and transports with white space, a control
 * character or "#", and transports that would be read as others: "tcp/udp".
 *
 * Return: 0, or a negative errno value from writing.
 */
int svcreg_export_services(struct svcreg_iter *it, FILE *out, size_t *left_out);

/**
 * svcreg_export_xml - write the records of a walk as IANA writes its XML
 * @it: the walk; it is at its end afterwards
 * @out: written to: what the registry says of itself, the records, the contacts
 *	that are named in any of it, or all of them if the walk is svcreg_all()
 *
 * It opens as the registry that it was written of: what was read from XML as a
 * whole gives the same image again. What no XML can hold (control characters)
 * is written as U+FFFD.
 *
 * Return: 0, -ENOMEM, or a negative errno value from writing.
 */
int svcreg_export_xml(struct svcreg_iter *it, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
