/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/pace.h"

void pace_want(struct pace *pace, uint64_t now)
{
	pace_later(pace, now, pace->gather);
}

void pace_later(struct pace *pace, uint64_t now, unsigned int delay)
{
	if (pace->wanted)
		return;
	pace->wanted = true;
	pace->due = now + delay;
	if (pace->acted && pace->due < pace->last + pace->gap)
		pace->due = pace->last + pace->gap;
}

int pace_wait(const struct pace *pace, uint64_t now)
{
	if (!pace->wanted)
		return -1;
	return pace->due > now ? (int)(pace->due - now) : 0;
}

bool pace_take(struct pace *pace, uint64_t now)
{
	if (!pace->wanted || now < pace->due)
		return false;
	pace->wanted = false;
	pace->acted = true;
	pace->last = now;
	return true;
}
