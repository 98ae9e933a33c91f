/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files in the folders that are nftsvc's own: a lock, and what is not needed any more. */
#ifndef NFTSVC_IN_FOLDER_H
#define NFTSVC_IN_FOLDER_H

#include <stdbool.h>

/**
 * in_folder_lock - lock a file, which is made if it is not there
 * @folder: the folder's descriptor
 * @how: as for flock()
 * @lock: set to the descriptor that holds the lock until it is closed
 *
 * Return: 0, -EWOULDBLOCK with LOCK_NB if another process has it, or what opening
 * or locking gave.
 */
int in_folder_lock(int folder, const char *name, int how, int *lock);

/** in_folder_delete - delete a file; 0 also if it is not there, or -errno */
int in_folder_delete(int folder, const char *name);

/** Whether a file is to stay. */
typedef bool in_folder_keep(const char *name, const void *data);

/**
 * in_folder_sweep - delete the files that are not to stay
 * @folder: the descriptor of the folder that has @name in it
 * @name: the folder; "." for @folder itself
 * @keep: is asked for each
 * @data: for @keep
 *
 * One that cannot be deleted is in nobody's way.
 */
void in_folder_sweep(int folder, const char *name, in_folder_keep *keep, const void *data);

#endif
