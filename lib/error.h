/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERROR_H
#define ERROR_H

#include "svcreg.h"

/*
 * Set the text of @err, which may be NULL. What it quotes of a file is made
 * harmless: control characters and what is not UTF-8 become "?". Return: -EINVAL.
 */
__attribute__((format(printf, 2, 3))) int refuse(struct svcreg_error *err, const char *format, ...);

/* Set the text of @err, if it has none yet, to what an errno value says. Return: @ret. */
int refuse_errno(int ret, struct svcreg_error *err);

#endif
