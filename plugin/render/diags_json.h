/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFTSVC_DIAGS_JSON_H
#define NFTSVC_DIAGS_JSON_H

#include <jansson.h>
#include <stdio.h>

#include "policy/diag.h"
#include "svcreg.h"

/** json_place - an object of "file", "line" and "column"; the last two are null for a file as a whole */
json_t *json_place(const struct location *at);

/**
 * diags_json - what is wrong with policies, for programs
 * @reg: the registry that was asked
 * @diags: the reports, which are sorted by their places
 * @out: written to; errors of it are left for ferror()
 *
 * Return: 0 or -ENOMEM.
 */
int diags_json(const struct svcreg *reg, struct diags *diags, FILE *out);

#endif
