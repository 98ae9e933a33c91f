/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFTSVC_WRITE_ALL_H
#define NFTSVC_WRITE_ALL_H

#include <stddef.h>

/** write_all - write to a file until all is written; 0 or -errno */
int write_all(int fd, const void *data, size_t size);

#endif
