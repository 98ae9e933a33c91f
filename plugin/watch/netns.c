/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "watch/netns.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "nft/nft.h"

#define NETNS_PATH_SIZE (NAME_MAX + sizeof(NETNS_DIR))

static const char *path_of(const char *name, char path[static NETNS_PATH_SIZE])
{
	snprintf(path, NETNS_PATH_SIZE, NETNS_DIR "%s", name);
	return path;
}

int netns_follow(struct netns *netns, const char *name)
{
	char path[NETNS_PATH_SIZE];

	if (!name)
		return 0;
	if (stat("/proc/thread-self/ns/net", &netns->ours) < 0)
		return -errno;
	netns->name = name;
	return files_follow(&netns->files, &(const char *){ path_of(name, path) }, 1);
}

bool netns_is_gone(struct netns *netns)
{
	char path[NETNS_PATH_SIZE];
	struct stat now;

	if (!netns->name)
		return false;
	files_changed(&netns->files);
	return stat(path_of(netns->name, path), &now) < 0 || now.st_dev != netns->ours.st_dev ||
	       now.st_ino != netns->ours.st_ino;
}

void netns_close(struct netns *netns)
{
	files_close(&netns->files);
}
