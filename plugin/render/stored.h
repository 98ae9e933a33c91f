/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The output of update and import: which registry is stored now, and what changed. */
#ifndef NFTSVC_RENDER_STORED_H
#define NFTSVC_RENDER_STORED_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/options.h"
#include "compare/compare.h"

/**
 * stored_print - print it
 * @comparison: from the registry that was used before to the one that is stored, or to
 *	svcreg_builtin() where none is stored any more
 * @same: that one was stored already
 * @format: FORMAT_TABLE, in which a list that nobody would read is left out, or
 *	FORMAT_JSON, whose shape is documented in nftsvc.json(5)
 * @out: written to; errors are left for ferror()
 *
 * Return: 0 or -ENOMEM.
 */
int stored_print(struct comparison *comparison, bool same, enum format format, FILE *out);

#endif
