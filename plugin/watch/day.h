/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of a day: the day after an entry's last one, policies come to something else. */
#ifndef NFTSVC_WATCH_DAY_H
#define NFTSVC_WATCH_DAY_H

#include <stdbool.h>

#include "load/load.h"

/** day_open - a timer that is not set; its descriptor, readable when it is time, or -errno */
int day_open(void);

/**
 * day_set - wait for the end of the first last day of policies, or for none
 *
 * It is the end by the calendar: a clock that is set, and a machine that
 * slept, do not put it off.
 *
 * Return: 0 or -errno.
 */
int day_set(int timer, const struct loaded *loaded);

/**
 * day_ended - take in that the timer is readable
 *
 * Return: whether a last day may be over: it is, which is said, or the clock was
 * set, and the timer is to be set again by what policies say today.
 */
bool day_ended(int timer);

#endif
