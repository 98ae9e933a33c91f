/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What services(5) has and IANA's registry has not, and how it is kept in the latter's form. */
#ifndef SERVICES_H
#define SERVICES_H

#include "svcreg.h"

/*
 * An alias is a record behind that of its name, with the same port and
 * transport, and with this and the name as its notes.
 */
#define SERVICES_ALIAS_OF "Alias of "

/* Lines that are comments are the registry's note, without a title. */

/* Whether a record is an alias of the one that stands somewhere before it. */
bool services_is_alias(const struct svcreg_record *rec, const struct svcreg_record *of);

/*
 * Whether a word is a transport or several of them, "tcp/udp" as Wireshark has it, all of
 * which have values; else it is one other transport.
 */
bool services_are_transports(const char *at, size_t size);

/* Whether a line is "name 80/protocol", or has a range as on AIX, whatever comes after it. */
bool services_is_entry(const char *at, size_t size);

/*
 * Whether a file of text looks like services(5): its first line that is no comment is an
 * entry; or most of its first lines are, or any is, and the first is not a row of CSV. A
 * file of comments alone does, too.
 */
bool services_looks_so(const char *data, size_t size);

#endif
