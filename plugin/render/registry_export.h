/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registry, or some of its records, in the forms that nothing reads back
 * as a registry; those that are read back are the library's. Errors of @out
 * are left for ferror().
 */
#ifndef NFTSVC_REGISTRY_EXPORT_H
#define NFTSVC_REGISTRY_EXPORT_H

#include <stdio.h>

#include "svcreg.h"

/**
 * registry_json - the records of a walk as one JSON array
 *
 * A line a record, so that what reads line by line can do with it too. The
 * members are those of json_record().
 *
 * Return: 0 or -ENOMEM.
 */
int registry_json(struct svcreg_iter *it, FILE *out);

/**
 * registry_text - the records of a walk as a page to read
 *
 * Lines have 100 columns of a terminal at the most, but for words that are
 * longer. Nothing in it steers a terminal.
 *
 * Return: 0 or -ENOMEM.
 */
int registry_text(struct svcreg_iter *it, FILE *out);

/**
 * registry_html - the records of a walk as a page for a browser, with their contacts
 *
 * One file that asks for no other, and lets nothing run but its own script.
 *
 * Return: 0 or -ENOMEM.
 */
int registry_html(struct svcreg_iter *it, FILE *out);

/** registry_title - the registry's own title, or one for those that have none */
static inline const char *registry_title(const struct svcreg_info *info)
{
	return *info->title ? info->title : "Service names and ports";
}

#endif
