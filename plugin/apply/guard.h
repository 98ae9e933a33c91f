/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that takes back an apply which nobody confirms. It is started
 * before anything is sent, and outlives the apply, its terminal and its login
 * session: "nftsvc guard", as a transient unit of systemd where that runs, else
 * as a process of a session of its own.
 */
#ifndef NFTSVC_GUARD_H
#define NFTSVC_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "apply/folder.h"

/**
 * guard_start - start it, and wait until it is on guard
 *
 * It says so to systemd, or by a byte on the descriptor that it gets as its
 * last argument.
 *
 * @netns: name of the network namespace; NULL: the one we are in
 * @id: of the apply, as in run/pending.h
 * @deadline: when it is taken back, milliseconds since the machine started
 *
 * Return: 0, or a negative errno value: then there is no guard.
 */
int guard_start(const char *netns, const char *id, uint64_t deadline);

/**
 * guard_take_post - be the one who guards an apply, for as long as the descriptor is open
 * @folder: where it waits
 * @id: of the apply
 *
 * Return: a descriptor, or a negative errno value; -EAGAIN if it is guarded already.
 */
int guard_take_post(const struct folder *folder, const char *id);

/**
 * guard_is_there - whether a process guards an apply
 *
 * However it ended, one that has ended does not. Where it cannot be found out it
 * counts as there.
 */
bool guard_is_there(const struct folder *folder, const char *id);

/** What a guard waits on: the time, and what becomes of the folder's pending file. */
struct vigil {
	int timer;
	int inotify;
	bool came; /* a pending file was put there, whether it still is there or not */
};

/** What an unused one is. */
#define VIGIL_NONE ((struct vigil){ .timer = -1, .inotify = -1 })

/** vigil_open - wait from now on; 0 or -errno; for vigil_close() also on failure */
int vigil_open(const struct folder *folder, uint64_t deadline, struct vigil *vigil);

/** vigil_until - set another time, in milliseconds since the machine started; 0 or -errno */
int vigil_until(const struct vigil *vigil, uint64_t deadline);

/**
 * vigil_wait - wait until it is time, or something happens to the pending file
 *
 * Return: 1 if it is time, 0 if the file may be another one, or gone; -errno.
 */
int vigil_wait(struct vigil *vigil);

void vigil_close(struct vigil *vigil);

#endif
