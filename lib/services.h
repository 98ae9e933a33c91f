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

/*
 * Lines that are comments are the registry's first note, without a title. Those
 * of protocols that a registry has not are one with this title.
 */
#define SERVICES_OTHERS "Other protocols"

static inline bool services_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Whether a record is an alias of the one that stands somewhere before it. */
bool services_is_alias(const struct svcreg_record *rec, const struct svcreg_record *of);

/* Whether a line is "name 80/protocol", or has a range as on AIX, whatever comes after it. */
bool services_is_entry(const char *at, size_t size);

/* Whether a file of text looks like services(5): by its first line that is no comment. */
bool services_looks_so(const char *data, size_t size);

#endif
