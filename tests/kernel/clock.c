/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For LD_PRELOAD: a calendar that is ahead by the seconds in $CALENDAR_AHEAD,
 * so that a test need not wait for the end of a day.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static time_t ahead(void)
{
	const char *seconds = getenv("CALENDAR_AHEAD");

	return seconds ? atol(seconds) : 0;
}

time_t time(time_t *now)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_REALTIME, &ts);
	ts.tv_sec += ahead();
	if (now)
		*now = ts.tv_sec;
	return ts.tv_sec;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *old)
{
	struct itimerspec real = *value;

	if (flags & TFD_TIMER_ABSTIME && real.it_value.tv_sec)
		real.it_value.tv_sec -= ahead();
	return (int)syscall(SYS_timerfd_settime, fd, flags, &real, old);
}
