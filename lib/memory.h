/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel is told of memory. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

/*
 * memory_expect - have the pages of memory that will be written, all at once
 * @at: memory of the caller's; what it holds stays
 *
 * Getting them one by one, as they are first written, takes twice as long, and that is
 * a tenth of an import. A kernel that does not know how (before 5.14), or has no memory
 * left, leaves it at that.
 */
void memory_expect(void *at, size_t size);

#endif
