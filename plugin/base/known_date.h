/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates of registries in messages. */
#ifndef NFTSVC_KNOWN_DATE_H
#define NFTSVC_KNOWN_DATE_H

/** known_date - a registry's date, in words where it has none: services(5) has no place for it */
static inline const char *known_date(const char *date)
{
	return *date ? date : "an unknown date";
}

#endif
