/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "transact/aside.h"

#include <errno.h>

#include "run/pending.h"
#include "run/record.h"

/* Files are replaced and never written to: another name is enough to keep one. */
static const struct {
	const char *file, *aside;
} kept[] = {
	{ FORMER_FILE, "former-aside" },
	{ RECORD_FILE, "record-aside" },
};

#define KEPT (sizeof(kept) / sizeof(kept[0]))

int aside_drop(const struct folder *folder)
{
	int err = 0;

	for (size_t i = 0; !err && i < KEPT; i++)
		err = folder_delete(folder, kept[i].aside);
	return err;
}

int aside_put(const struct folder *folder)
{
	/* One that was killed can have left them. */
	int err = aside_drop(folder);

	for (size_t i = 0; !err && i < KEPT; i++) {
		err = folder_link(folder, kept[i].file, kept[i].aside);
		if (err == -ENOENT)
			err = 0;
	}
	return err;
}

int aside_return(const struct folder *folder)
{
	int err = 0;

	for (size_t i = 0; !err && i < KEPT; i++) {
		err = folder_rename(folder, kept[i].aside, kept[i].file);
		if (err == -ENOENT)
			err = folder_delete(folder, kept[i].file);
	}
	return err;
}
