/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock of a policy: what the registry said of its names when somebody agreed
 * to it. It stands between the registry and the policy: while there is one, the
 * names of the policy mean what is locked. nftsvc.lock(5) has the file's form.
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

/** What stands behind the path of a policy in that of its lock. */
#define LOCK_SUFFIX ".lock"

/** Digits of a SHA-256, with the NUL behind them. */
#define LOCK_HASH_SIZE 65

/** Stands where a registry has no date. */
#define LOCK_UNDATED "undated"

/** A name, and all ports that it has: at least one. */
struct locked {
	const char *name; /* as the registry writes it */
	struct port_list ports;
	struct location at; /* in the lock's file; source NULL where it was not read from one */
};

struct lock {
	const struct source *source; /* the file; NULL: it was not read from one */
	const char *date;	     /* of the registry: "2025-11-14", "2025-11" or LOCK_UNDATED */
	char hash[LOCK_HASH_SIZE];   /* of the registry, as lock_hash() gives it */
	struct locked *names;	     /* by text_compare(), each once */
	size_t n;
	size_t room;
	bool silent; /* what it does not have, or has besides, is not worth a word */
};

/** lock_is_date - whether a text is a date as a lock has it, "2025-11-14" or "2025-11" */
bool lock_is_date(const char *text, size_t length);

/** lock_date_text - the date of its registry in words, for messages */
const char *lock_date_text(const struct lock *lock);

/** lock_find - what is locked under a name; NULL if nothing is */
const struct locked *lock_find(const struct lock *lock, const char *name);

/** lock_path - the path of the lock of a policy that is no standard input; NULL without memory */
const char *lock_path(struct arena *arena, const char *policy);

/**
 * lock_read - read the lock that lies beside a policy
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
 * lock_names - the names of services of others that a policy writes
 * @policy: a policy with all that it includes
 * @names: set to them, by text_compare(), each once; those that it defines itself
 *	are left out
 * @n: set to how many there are
 *
 * Return: 0 or -ENOMEM.
 */
int lock_names(struct arena *arena, const struct policy *policy, const char ***names, size_t *n);

/**
 * lock_make - the lock that a registry gives a policy
 *
 * Names without a port in the registry are left out. The hash is the caller's
 * to fill in.
 *
 * Return: 0 or -ENOMEM.
 */
int lock_make(struct arena *arena, const struct svcreg *reg, const struct policy *policy,
	      struct lock *lock);

/** lock_print - write a lock in its one form; errors of @out are left for ferror() */
void lock_print(const struct lock *lock, FILE *out);

/**
 * lock_hash - the SHA-256 of a registry as CSV in which each run of white space is one space
 * @hash: filled in with hexadecimal digits
 *
 * The same as that of "nftsvc export | tr -s '[:space:]' ' '". It goes by what the
 * records say, whatever file they came in: IANA's CSV and XML have one hash.
 *
 * Return: 0 or a negative errno value, such as -ENOMEM.
 */
int lock_hash(const struct svcreg *reg, char hash[static LOCK_HASH_SIZE]);

/**
 * lock_write - put a text in the place of a file, which need not be there
 * @path: the file; what is no regular file, a symbolic link among it, is left alone
 *
 * Whoever reads it sees the old file or the new one, also after a crash. Its
 * rights and its owner stay.
 *
 * Return: 0, -EEXIST if something else than a file is there, -ENOMEM, or what
 * writing gave.
 */
int lock_write(struct arena *arena, const char *path, const char *text, size_t size);

/** What became of a name between two locks. */
struct lock_change {
	const struct locked *from; /* NULL: it is new */
	const struct locked *to;   /* NULL: it is gone */
	struct port_list more;	   /* ports that only @to has */
	struct port_list less;	   /* ports that only @from has */
};

/**
 * lock_compare - what differs between two locks, but for their registries
 * @changes: set to a list by text_compare(); what is the same is not in it
 *
 * Return: 0 or -ENOMEM.
 */
int lock_compare(struct arena *arena, const struct lock *from, const struct lock *to,
		 struct lock_change **changes, size_t *n);

#endif
