/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* XXH3, taken from its header alone: the library does not depend on libxxhash. */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *data, size_t size);

#endif
