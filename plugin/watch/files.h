/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes to files, heard of through their folders: editors and configuration
 * management put a new file in the place of the old one, which nobody who
 * watches the old one is told.
 */
#ifndef NFTSVC_WATCH_FILES_H
#define NFTSVC_WATCH_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct followed;

/** Begin with FILES_NONE. */
struct files {
	int fd; /* readable when something happened; -1: nothing is followed */
	struct followed *list;
	size_t n;
};

#define FILES_NONE ((struct files){ .fd = -1 })

/**
 * files_follow - hear of what happens to files from now on, and to no others
 * @places: paths of files that need not be there; one that ends with a slash
 *	is a folder with all that is in it. Where it is a symbolic link, the
 *	file behind it is followed too
 *
 * It is to be called again after a change: a folder may have been put in the
 * place of another.
 *
 * Return: 0, -ENOMEM, or what the system said; what was followed before is then
 * followed still.
 */
int files_follow(struct files *files, const char *const *places, size_t n);

/** files_changed - take in what happened; whether it can have changed a file that is followed */
bool files_changed(struct files *files);

/** files_close - follow nothing any more */
void files_close(struct files *files);

#endif
