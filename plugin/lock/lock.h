/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock of a policy: the ports of its names in the registry when somebody agreed to
 * them. As long as it exists, the names mean what is locked. The format is described in
 * nftsvc.lock(5).
 *
 *	registry 2025-11-14 sha256 4d67...
 *	http             tcp 80
 *	http-alt         tcp 591 8008 8080  udp 591 8008 8080
 *
 * Everything is borrowed from the arena that the functions are given.
 */
#ifndef NFTSVC_LOCK_H
#define NFTSVC_LOCK_H

#include "lock/ports.h"
#include "policy/diag.h"
#include "policy/policy.h"

/** The path of a lock is that of its policy and this suffix. */
#define LOCK_SUFFIX ".lock"

/** Size of a SHA-256 in hexadecimal, with the NUL. */
#define LOCK_HASH_SIZE 65

/** The date of a registry that has none. */
#define LOCK_UNDATED "undated"

/** A name and all its ports, at least one. */
struct locked {
	const char *name; /* as the registry writes it */
	struct port_list ports;
	struct location at; /* in the file; source NULL if not read from one */
};

struct lock {
	const struct source *source; /* the file; NULL: not read from one */
	const char *date;	     /* of the registry: "2025-11-14", "2025-11" or LOCK_UNDATED */
	char hash[LOCK_HASH_SIZE];   /* of the registry, as lock_hash() gives it */
	struct locked *names;	     /* by text_compare(), each once */
	size_t n;
	size_t room;
	bool silent; /* do not report differences from the registry */
};

/** lock_is_date - whether a text is "2025-11-14" or "2025-11", as far as digits go */
bool lock_is_date(const char *text, size_t length);

/** lock_date_text - the date of its registry, for messages */
const char *lock_date_text(const struct lock *lock);

/** lock_find - find a name; NULL if it is not locked */
const struct locked *lock_find(const struct lock *lock, const char *name);

/** lock_path - the path of a policy's lock; NULL without memory */
const char *lock_path(struct arena *arena, const char *policy);

/**
 * lock_read - read the lock of a policy
 * @path: of lock_path()
 * @lock: set to the lock; NULL if there is none, or if it has errors
 * @diags: every error is added here
 *
 * Return: 0 also if the lock has errors, 1 if there is none; -ENOMEM, or what
 * opening or reading it gave (reported in @diags too).
 */
int lock_read(struct arena *arena, const char *path, struct lock **lock, struct diags *diags);

/**
 * lock_parse - the same for a text in memory
 *
 * @source is borrowed for as long as @lock.
 *
 * Return: 0 or -ENOMEM.
 */
int lock_parse(struct arena *arena, const struct source *source, struct lock **lock,
	       struct diags *diags);

/**
 * lock_names - list the names that a policy uses and does not define
 * @policy: a policy with all that it includes
 * @names: set to them, by text_compare(), each once; those that it defines itself
 *	are left out
 * @n: set to their number
 *
 * Return: 0 or -ENOMEM.
 */
int lock_names(struct arena *arena, const struct policy *policy, const char ***names, size_t *n);

/**
 * lock_make - make the lock of a policy from a registry
 *
 * Names without a port in the registry are left out. The caller fills in the hash.
 *
 * Return: 0 or -ENOMEM.
 */
int lock_make(struct arena *arena, const struct svcreg *reg, const struct policy *policy,
	      struct lock *lock);

/** lock_print - write a lock; check ferror(@out) afterwards */
void lock_print(const struct lock *lock, FILE *out);

/**
 * lock_hash - SHA-256 of a registry as CSV, with each run of white space as one space
 * @hash: filled in with hexadecimal digits
 *
 * The same as that of "nftsvc export | tr -s '[:space:]' ' '". It depends only on the
 * records: IANA's CSV and XML have the same hash.
 *
 * Return: 0 or a negative errno value, such as -ENOMEM.
 */
int lock_hash(const struct svcreg *reg, char hash[static LOCK_HASH_SIZE]);

/**
 * lock_write - replace a file, or create it
 * @path: the file; anything but a regular file, such as a symbolic link, is left alone
 *
 * Readers see the old file or the new one, also after a crash. Mode and owner stay.
 *
 * Return: 0, -EEXIST if something else than a file is there, -ENOMEM, or what
 * writing gave.
 */
int lock_write(struct arena *arena, const char *path, const char *text, size_t size);

/** The difference of a name between two locks. */
struct lock_change {
	const struct locked *from; /* NULL: it is new */
	const struct locked *to;   /* NULL: it is gone */
	struct port_list more;	   /* ports that only @to has */
	struct port_list less;	   /* ports that only @from has */
};

/**
 * lock_compare - list the names that differ between two locks
 * @changes: set to a list by text_compare(); what is the same is not in it
 *
 * Return: 0 or -ENOMEM.
 */
int lock_compare(struct arena *arena, const struct lock *from, const struct lock *to,
		 struct lock_change **changes, size_t *n);

#endif
