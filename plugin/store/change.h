/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the named records of two registries differ. */
#ifndef NFTSVC_CHANGE_H
#define NFTSVC_CHANGE_H

#include "base/arena.h"
#include "svcreg.h"

/** Records, in the order of their registry; their texts are borrowed from it. */
struct records {
	struct svcreg_record *records;
	size_t n;
	size_t room;
};

/**
 * Two records are the same one if name, transport and ports are: what has other
 * ports counts as removed and added.
 */
struct changes {
	struct records added;
	struct records removed;
	struct records changed; /* in another column: as the new registry has them */
	size_t old_ports;	/* named ports of the old registry */
	size_t lost_ports;	/* those of them that the new one does not have */
};

/**
 * changes_find - compare two registries
 * @changes: zero-initialised; filled in
 *
 * Return: 0 or -ENOMEM.
 */
int changes_find(struct arena *arena, const struct svcreg *old, const struct svcreg *new,
		 struct changes *changes);

#endif
