/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Days of the Gregorian calendar, counted from 1970-01-01 in UTC. */
#ifndef NFTSVC_DATE_H
#define NFTSVC_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of 2027-03-31. */
#define DATE_LENGTH 10

/** date_parse - the day that a text such as 2027-03-31 names; false if there is none, from 2000 on */
bool date_parse(const char *text, size_t length, uint32_t *day);

/** date_today - the day that it is */
uint32_t date_today(void);

#endif
