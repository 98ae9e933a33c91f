/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef PAGES_H
#define PAGES_H

#include <stddef.h>

/**
 * pages_expect - get the pages of memory that is about to be written, all at once
 * @memory: any alignment; its content stays
 * @size: in bytes
 *
 * One page fault after the other takes twice as long: a tenth of an import, or a twentieth
 * of an apply that changes nothing. If the kernel cannot (before 5.14), nothing is lost.
 */
void pages_expect(void *memory, size_t size);

#endif
