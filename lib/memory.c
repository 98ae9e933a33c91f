/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "memory.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Headers older than Linux 5.14 do not have it; a kernel as old refuses it. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

void memory_expect(void *at, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t skip = -(uintptr_t)at & (page - 1);

	/* Only the pages that are wholly in it: others may be in use already. */
	if (size >= skip + page)
		madvise((char *)at + skip, (size - skip) & ~(page - 1), MADV_POPULATE_WRITE);
}
