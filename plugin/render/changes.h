/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What another registry in the stored one's place changes. */
#ifndef NFTSVC_RENDER_CHANGES_H
#define NFTSVC_RENDER_CHANGES_H

#include <stdio.h>

#include "cli/cli.h"
#include "store/change.h"

/** All of it is borrowed. */
struct comparison {
	const struct svcreg *old;
	const struct svcreg *new;
	const struct changes *changes;
	bool same; /* the new one is the very image that was stored */
};

/**
 * comparison_print - print it
 * @format: FORMAT_TABLE, in which long lists are cut short, or FORMAT_JSON, whose shape
 *	is documented in nftsvc(8)
 * @out: written to; errors are left for ferror()
 *
 * Return: 0 or -ENOMEM.
 */
int comparison_print(const struct comparison *comparison, enum format format, FILE *out);

#endif
