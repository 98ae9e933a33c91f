/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file of a folder that says what its other files are. */
#ifndef NFTSVC_INDEX_FILE_H
#define NFTSVC_INDEX_FILE_H

#include "apply/index.h"

/** What holds now, and what a rollback comes back to. */
struct indexes {
	struct index now;
	struct index former;
};

/** index_parse - both out of what was read; 0, -EINVAL or -ENOMEM */
int index_parse(struct arena *arena, const json_t *json, struct indexes *indexes);

/** index_read - read them; none if there is no file; 0, -EINVAL, -ENOMEM, or what reading gave */
int index_read(const struct folder *folder, struct arena *arena, struct indexes *indexes);

/** index_write - write them; 0 or -errno */
int index_write(const struct folder *folder, const struct indexes *indexes);

/** index_sweep - delete the states that neither names */
void index_sweep(const struct folder *folder, const struct indexes *indexes);

#endif
