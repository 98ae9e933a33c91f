/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that rolls back an apply which nobody confirms. It is started
 * before anything is sent, and outlives the apply, its terminal and its login
 * session: "nftsvc guard", as a transient unit where systemd runs, else as a
 * process in its own session.
 */
#ifndef NFTSVC_GUARD_H
#define NFTSVC_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "apply/folder.h"

/**
 * guard_start - start it, and wait until it is ready
 * @netns: name of the network namespace; NULL: the one we are in
 * @id: of the apply, as in apply/pending.h
 * @deadline: when to roll back, in milliseconds since the machine started
 *
 * It reports to systemd that it is ready, or by a byte on the descriptor in its
 * last argument.
 *
 * Return: 0, or a negative errno value: then there is no guard.
 */
int guard_start(const char *netns, const char *id, uint64_t deadline);

/**
 * guard_lock - become the guard of an apply, for as long as the descriptor is open
 * @folder: of the apply
 * @id: of the apply
 *
 * Return: a descriptor, or a negative errno value; -EAGAIN if it has a guard.
 */
int guard_lock(const struct folder *folder, const char *id);

/** guard_is_running - whether an apply has a guard; true if that cannot be found out */
bool guard_is_running(const struct folder *folder, const char *id);

/** The events a guard waits for: the deadline, and changes of the pending file. */
struct guard_timer {
	int timer;
	int inotify;
	bool appeared; /* the pending file was written, and may be gone again */
};

#define GUARD_TIMER_NONE ((struct guard_timer){ .timer = -1, .inotify = -1 })

/** guard_timer_open - begin to wait; 0 or -errno; for guard_timer_close() also on failure */
int guard_timer_open(const struct folder *folder, uint64_t deadline, struct guard_timer *timer);

/** guard_timer_set - set another deadline, in milliseconds since the machine started; 0 or -errno */
int guard_timer_set(const struct guard_timer *timer, uint64_t deadline);

/**
 * guard_timer_wait - wait for the deadline, or for a change of the pending file
 *
 * Return: 1 at the deadline, 0 if the file was replaced or deleted; -errno.
 */
int guard_timer_wait(struct guard_timer *timer);

void guard_timer_close(struct guard_timer *timer);

#endif
