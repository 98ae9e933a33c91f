/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of two registries is older.
 *
 * IANA's XML has the date of the last update. A CSV has not: its date is that of its newest
 * record, which can be earlier although the content is the same. So if one of two registries
 * is a CSV, the newest records of both are compared.
 *
 * The built-in registry has a given month. Not all of its records have dates, so against it
 * the dates of registries are compared.
 */
#ifndef NFTSVC_AGE_H
#define NFTSVC_AGE_H

#include <stdbool.h>

#include "svcreg.h"

/** Dates of two registries that are comparable. */
struct ages {
	const char *date; /* borrowed from the registries; "" if there is none */
	const char *than;
	bool of_records; /* they are those of the newest records */
};

/**
 * age_is_older - whether a registry is older than another one
 * @ages: filled in with the dates that decide; may be NULL
 *
 * A month is equal to each of its days. A registry without a date counts as older than
 * any with one. One with the same records is not older, whatever the dates say.
 */
bool age_is_older(const struct svcreg *reg, const struct svcreg *than, struct ages *ages);

/**
 * age_newer_builtin - the date of the built-in registry, if that is newer than another one
 *
 * Return: the date; NULL if it is not newer, or @reg has no date.
 */
const char *age_newer_builtin(const struct svcreg *reg);

#endif
