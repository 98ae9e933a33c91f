/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* XXH3, from its header alone: nothing depends on libxxhash. */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

/* hash_bytes - hash of some bytes; @seed is the hash of what came before them, or 0 */
uint64_t hash_bytes(const void *data, size_t size, uint64_t seed);

#endif
