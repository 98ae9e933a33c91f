/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory as the kernel gives it. */
#ifndef NFTSVC_PAGES_H
#define NFTSVC_PAGES_H

#include <stddef.h>

/**
 * pages_expect - say that memory will soon be written from end to end
 * @memory: from malloc(), of any alignment; its content stays
 * @size: bytes
 *
 * The kernel makes each page when it is first written, which takes it twice as
 * long as to make all of them at once: for the whole registry, a twentieth of an
 * apply that changes nothing. Where it cannot, nothing is lost.
 */
void pages_expect(void *memory, size_t size);

#endif
