/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFTSVC_DURATION_H
#define NFTSVC_DURATION_H

#include <stdint.h>

/** Room for the longest text of duration_text(). */
#define DURATION_SIZE 32

/** duration_text - "2d12h", "1m30s": @milliseconds, rounded up to seconds, as nft writes them */
const char *duration_text(uint64_t milliseconds, char text[static DURATION_SIZE]);

#endif
