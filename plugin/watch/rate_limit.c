/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/rate_limit.h"

void rate_limit_request(struct rate_limit *limit, uint64_t now)
{
	rate_limit_delay(limit, now, limit->delay);
}

void rate_limit_delay(struct rate_limit *limit, uint64_t now, unsigned int delay)
{
	if (limit->wanted)
		return;
	limit->wanted = true;
	limit->due = now + delay;
	if (limit->acted && limit->due < limit->last + limit->gap)
		limit->due = limit->last + limit->gap;
}

int rate_limit_wait(const struct rate_limit *limit, uint64_t now)
{
	if (!limit->wanted)
		return -1;
	return limit->due > now ? (int)(limit->due - now) : 0;
}

bool rate_limit_take(struct rate_limit *limit, uint64_t now)
{
	if (!limit->wanted || now < limit->due)
		return false;
	limit->wanted = false;
	limit->acted = true;
	limit->last = now;
	return true;
}
