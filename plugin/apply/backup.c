/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/backup.h"

#include <errno.h>

#include "apply/pending.h"
#include "apply/record.h"

/* Files are replaced, never written to, so a second link is a backup. */
static const struct {
	const char *file, *backup;
} backups[] = {
	{ FORMER_FILE, "former-aside" },
	{ RECORD_FILE, "record-aside" },
};

#define N_BACKUPS (sizeof(backups) / sizeof(backups[0]))

int backup_drop(const struct folder *folder)
{
	int err = 0;

	for (size_t i = 0; !err && i < N_BACKUPS; i++)
		err = folder_delete(folder, backups[i].backup);
	return err;
}

int backup_make(const struct folder *folder)
{
	/* A run that was killed can have left them. */
	int err = backup_drop(folder);

	for (size_t i = 0; !err && i < N_BACKUPS; i++) {
		err = folder_link(folder, backups[i].file, backups[i].backup);
		if (err == -ENOENT)
			err = 0;
	}
	return err;
}

int backup_restore(const struct folder *folder)
{
	int err = 0;

	for (size_t i = 0; !err && i < N_BACKUPS; i++) {
		err = folder_rename(folder, backups[i].backup, backups[i].file);
		if (err == -ENOENT)
			err = folder_delete(folder, backups[i].file);
	}
	return err;
}
