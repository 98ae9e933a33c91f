/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Linux 5.14 and later; those before refuse it. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

/* Less is not worth a system call. */
#define EXPECT_MIN 65536

void pages_expect(void *memory, size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t before = (page - (uintptr_t)memory % page) % page;

	if (size < EXPECT_MIN || size < before + page)
		return;
	madvise((char *)memory + before, (size - before) / page * page, MADV_POPULATE_WRITE);
}
