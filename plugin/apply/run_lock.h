/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Only one run of nftsvc changes something at a time. */
#ifndef NFTSVC_RUN_LOCK_H
#define NFTSVC_RUN_LOCK_H

#include "apply/folder.h"

/**
 * run_lock_wait - take the folder's lock, with a message if another run holds it for long
 *
 * Return: as folder_lock().
 */
int run_lock_wait(struct folder *folder);

#endif
