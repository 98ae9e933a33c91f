/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Service names are compared without regard to ASCII case, in any locale (RFC 6335, 5.1). */
#ifndef NFTSVC_NAME_H
#define NFTSVC_NAME_H

#include <stdbool.h>

/** name_lower - a character without its ASCII case */
char name_lower(char c);

/** name_compare - order of two names, as strcmp() returns it */
int name_compare(const char *a, const char *b);

/** name_equal - whether two names are the same service */
bool name_equal(const char *a, const char *b);

#endif
