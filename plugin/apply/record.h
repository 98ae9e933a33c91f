/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of what nftsvc applied, under /run/nftsvc (or $NFTSVC_RUN): for
 * each network namespace what was last applied to each set, when, and from
 * which policies. The kernel has all that decides what packets do; here is what
 * it cannot tell.
 *
 * Files are written whole and renamed into place. What is read is checked like
 * any other input: a file that is damaged is as good as none.
 *
 * All of it is about the network namespace that the calling thread is in: after
 * nft_open() that is the socket's.
 */
#ifndef NFTSVC_RECORD_H
#define NFTSVC_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "apply/folder.h"
#include "state/state.h"

/** The file in the folder; what it names is in others. */
#define RECORD_FILE "record"

/** One apply: the sets it was about are those of its state. */
struct applied {
	uint64_t when;	      /* seconds since 1970, UTC */
	uint64_t boot_time;   /* milliseconds since the machine started (CLOCK_BOOTTIME) */
	const char *registry; /* its source, and its date */
	const char *registry_date;
	const char **policies; /* absolute paths; "-" is standard input */
	size_t n_policies;
	/*
	 * What was wanted; its memory is the record's. An element's expires is
	 * what was left of its timeout at boot_time, 0: all of it.
	 */
	struct state state;
};

/** All that is known of a namespace; a later apply of a set takes the place of an earlier one. */
struct record {
	struct arena arena;
	struct applied *applies; /* the oldest first; without sets that were applied again since */
	size_t n;
};

/**
 * record_read - what is known of the namespace we are in
 * @record: zero-initialised; filled in, for record_free()
 *
 * Return: 0, also if nothing is known; -EINVAL if what is there is damaged;
 * -ENOMEM, or what reading gave. On failure nothing is in @record.
 */
int record_read(struct record *record);

/**
 * record_add - keep that something was applied
 * @folder: of the namespace, locked
 * @applied: borrowed; a state without sets is not kept
 *
 * Return: 0, -ENOMEM, or what writing gave: nothing is kept then.
 */
int record_add(const struct folder *folder, const struct applied *applied);

/** record_forget - forget sets: those of @removed; as record_add() */
int record_forget(const struct folder *folder, const struct state *removed);

/**
 * record_save_former - save the record for record_restore(), in place of the one
 * that was saved before; as record_add()
 *
 * The files of that stay until the next record_add(), record_forget() or
 * record_restore(): the record can be put back.
 */
int record_save_former(const struct folder *folder);

/** record_restore - restore the saved record of these sets; as record_add() */
int record_restore(const struct folder *folder, const struct state *sets);

/** record_free - free all that a record holds */
void record_free(struct record *record);

/** record_find - the apply that a set has its content from, or NULL */
const struct applied *record_find(const struct record *record, uint8_t family, const char *table,
				  const char *set);

/** applied_policies - the paths of an apply's policies in one text; @arena holds it; NULL without memory */
const char *applied_policies(struct arena *arena, const struct applied *applied,
			     const char *separator);

/** boot_time_now - milliseconds since the machine started, the time that it slept included */
uint64_t boot_time_now(void);

#endif
