/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Helpers of all exports. */
#ifndef EXPORT_H
#define EXPORT_H

#include <stdio.h>

/* Lock the stream, so that the writes of an export need not. */
void export_begin(FILE *out);

/* Unlock the stream. Return: 0, or -errno if a write has failed. */
int export_end(FILE *out);

#endif
