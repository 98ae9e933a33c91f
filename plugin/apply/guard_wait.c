/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a guard does while nothing happens. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "apply/guard.h"
#include "apply/pending.h"

int vigil_until(const struct vigil *vigil, uint64_t deadline)
{
	/* A time of 0 would turn the timer off. */
	const struct itimerspec at = {
		.it_value = { .tv_sec = (time_t)(deadline / 1000),
			      .tv_nsec = (long)(deadline % 1000) * 1000000 + 1 },
	};

	return timerfd_settime(vigil->timer, TFD_TIMER_ABSTIME, &at, NULL) < 0 ? -errno : 0;
}

int vigil_open(const struct folder *folder, uint64_t deadline, struct vigil *vigil)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", folder->fd);
	/* It goes on while the machine sleeps: an apply before that must not stand for longer. */
	vigil->timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	vigil->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (vigil->timer < 0 || vigil->inotify < 0 ||
	    inotify_add_watch(vigil->inotify, path, IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO) < 0)
		return -errno;
	return vigil_until(vigil, deadline);
}

/* Whether one of the events that came is of the pending file; without a name, all may be. */
static bool is_of_pending(struct vigil *vigil)
{
	_Alignas(struct inotify_event) char buffer[4096];
	ssize_t len;
	bool is = false;

	while ((len = read(vigil->inotify, buffer, sizeof(buffer))) > 0) {
		for (const char *at = buffer; at < buffer + len;) {
			const struct inotify_event *event = (const void *)at;
			const bool named = event->len && !strcmp(event->name, PENDING_FILE);

			is |= named || !event->len;
			vigil->came |= named && event->mask & IN_MOVED_TO;
			at += sizeof(*event) + event->len;
		}
	}
	return is;
}

int vigil_wait(struct vigil *vigil)
{
	struct pollfd fds[] = { { .fd = vigil->timer, .events = POLLIN },
				{ .fd = vigil->inotify, .events = POLLIN } };
	uint64_t times;

	for (;;) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		if (fds[1].revents && is_of_pending(vigil))
			return 0;
		if (fds[0].revents && read(vigil->timer, &times, sizeof(times)) > 0)
			return 1;
	}
}

void vigil_close(struct vigil *vigil)
{
	if (vigil->timer >= 0)
		close(vigil->timer);
	if (vigil->inotify >= 0)
		close(vigil->inotify);
	*vigil = VIGIL_NONE;
}
