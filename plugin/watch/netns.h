/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name of the network namespace that is watched: whether it is still its name. */
#ifndef NFTSVC_WATCH_NETNS_H
#define NFTSVC_WATCH_NETNS_H

#include <sys/stat.h>

#include "watch/files.h"

/** Begin with NETNS_NONE. */
struct netns {
	struct files files; /* the name; nothing is followed without one */
	const char *name;
	struct stat ours;
};

#define NETNS_NONE ((struct netns){ .files = FILES_NONE })

/**
 * netns_follow - hear of what happens to a name from now on
 * @name: of the network namespace that the thread is in; borrowed; NULL: it was not entered by one
 *
 * Return: 0 or -errno.
 */
int netns_follow(struct netns *netns, const char *name);

/** netns_is_gone - take in what happened; whether the name is gone, or another's */
bool netns_is_gone(struct netns *netns);

/** netns_close - follow it no more */
void netns_close(struct netns *netns);

#endif
