/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/run_lock.h"

#include <errno.h>
#include <syslog.h>
#include <time.h>

#include "base/message.h"

/* Another run takes milliseconds; one that was stopped takes for ever. */
#define TRIES 200
#define PAUSE_NS 10000000

int run_lock_wait(struct folder *folder)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	for (int i = 0; i < TRIES; i++) {
		int err = folder_try_lock(folder);

		if (err != -EAGAIN)
			return err;
		nanosleep(&pause, NULL);
	}
	say(LOG_WARNING, "another nftsvc is at work: waiting until it ends");
	return folder_lock(folder);
}
