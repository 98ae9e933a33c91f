/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which registry it was: a hash that anybody can compute again. */
#ifndef NFTSVC_LOCK_HASH_H
#define NFTSVC_LOCK_HASH_H

#include "lock/lock.h"

/**
 * lock_hash - the SHA-256 of a registry as CSV, as "nftsvc search --format csv ''" prints it
 * @hash: filled in with hexadecimal digits
 *
 * It goes by what the records say, not by the file or the image that they came
 * in.
 *
 * Return: 0 or a negative errno value, such as -ENOMEM.
 */
int lock_hash(const struct svcreg *reg, char hash[static LOCK_HASH_SIZE]);

#endif
