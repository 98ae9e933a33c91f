/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/day.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <syslog.h>
#include <unistd.h>

#define SECONDS_A_DAY 86400

int day_open(void)
{
	const int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

	return timer < 0 ? -errno : timer;
}

int day_set(int timer, const struct loaded *loaded)
{
	/* Days are of UTC; a time of 0 turns the timer off. */
	struct itimerspec end = { 0 };
	uint32_t first = 0;

	for (size_t i = 0; i < loaded->n; i++) {
		const uint32_t last = policy_last_day(&loaded->policies[i]);

		if (last && (!first || last < first))
			first = last;
	}
	if (first)
		end.it_value.tv_sec = ((time_t)first + 1) * SECONDS_A_DAY;
	return timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &end, NULL) < 0
		       ? -errno
		       : 0;
}

bool day_ended(int timer)
{
	uint64_t times;

	if (read(timer, &times, sizeof(times)) < 0)
		return errno == ECANCELED;
	say(LOG_NOTICE, "the last day of an entry is over");
	return true;
}
