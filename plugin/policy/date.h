/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Days, counted from 1970-01-01 in UTC. */
#ifndef NFTSVC_DATE_H
#define NFTSVC_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of 2027-03-31. */
#define DATE_LENGTH 10

/** date_parse - convert a date such as 2027-03-31; false if it is invalid or before 2000 */
bool date_parse(const char *text, size_t length, uint32_t *day);

/** date_today - the current day */
uint32_t date_today(void);

#endif
