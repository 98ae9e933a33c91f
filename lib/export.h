/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the exports have in common. */
#ifndef EXPORT_H
#define EXPORT_H

#include <stdio.h>

/* Hold the stream for an export: what is written in between need not lock it. */
void export_begin(FILE *out);

/* Give the stream back. Return: 0, or a negative errno value if anything could not be written. */
int export_end(FILE *out);

#endif
