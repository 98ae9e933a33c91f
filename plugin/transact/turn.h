/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of nftsvc after the other, where they change something. */
#ifndef NFTSVC_TURN_H
#define NFTSVC_TURN_H

#include "run/folder.h"

/**
 * turn_wait - take the folder's lock, and say so if another run keeps it for long
 *
 * Return: as folder_lock().
 */
int turn_wait(struct folder *folder);

#endif
