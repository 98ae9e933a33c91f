/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The policies' files while they are watched: read again when they change. */
#ifndef NFTSVC_WATCH_POLICIES_H
#define NFTSVC_WATCH_POLICIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "load/load.h"
#include "watch/files.h"
#include "watch/seen.h"

/** Begin with .files = FILES_NONE. */
struct policies {
	struct files files;
	struct arena arena; /* of places */
	const char **places;
	size_t n_places;
	size_t room_places;
	uint64_t came_to;     /* a hash of what they came to, or of their errors; 0: not read yet */
	uint64_t applied;     /* the state_hash() of what the kernel should have */
	struct seen findings; /* what stood in the way of applying them, told already */
	bool refused;	      /* something stands in the way */
};

/**
 * policies_read - read them, and follow the files that decide what they say
 * @status: set to what load() said
 * @loaded: as load() leaves it, for loaded_free() also on failure
 * @errors: set to errors and warnings as text, for free()
 * @more: set if files are followed that were not when they were read: what
 *	happened to them since is not known
 *
 * Return: 0, -ENOMEM, or what following them gave.
 */
int policies_read(struct policies *policies, const struct options *options, enum status *status,
		  struct loaded *loaded, char **errors, bool *more);

void policies_close(struct policies *policies);

#endif
