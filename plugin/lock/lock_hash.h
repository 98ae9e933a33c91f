/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which registry it was: a hash that anybody can compute again. */
#ifndef NFTSVC_LOCK_HASH_H
#define NFTSVC_LOCK_HASH_H

#include "lock/lock.h"

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

#endif
