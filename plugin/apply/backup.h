/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A backup of the undo of the last change, while the next one is sent: if that
 * is not sent after all, a rollback still undoes the last one.
 */
#ifndef NFTSVC_BACKUP_H
#define NFTSVC_BACKUP_H

#include "apply/folder.h"

/** backup_make - back up what is there; 0 or -errno */
int backup_make(const struct folder *folder);

/** backup_restore - put the backup in place of what was saved since; 0 or -errno */
int backup_restore(const struct folder *folder);

/** backup_drop - delete the backup; 0 or -errno */
int backup_drop(const struct folder *folder);

#endif
