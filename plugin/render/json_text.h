/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON that several commands print. */
#ifndef NFTSVC_JSON_TEXT_H
#define NFTSVC_JSON_TEXT_H

#include <jansson.h>
#include <stdio.h>

#include "state/state.h"
#include "svcreg.h"

/**
 * json_text - a JSON string of any bytes: what is no UTF-8 becomes U+FFFD
 *
 * Return: a new reference, NULL without memory.
 */
json_t *json_text(const char *text);

/** json_of_verdict - a verdict as an object, null for VERDICT_NONE; NULL without memory */
json_t *json_of_verdict(const struct verdict *verdict);

/** json_column_key - a column's key: an interface, where its title is the registry's to change */
const char *json_column_key(enum svcreg_column column);

/** json_record - a record of the registry as an object; NULL without memory */
json_t *json_record(const struct svcreg_record *rec);

/**
 * json_list_end - the end of making a list
 * @list: its reference is taken if something failed
 * @failed: whether it did
 *
 * Return: @list, or NULL.
 */
json_t *json_list_end(json_t *list, bool failed);

/** json_registry - source and date of a registry as an object; NULL without memory */
json_t *json_registry(const struct svcreg *reg);

/**
 * json_print - print a document so that no character of it steers a terminal
 * @flags: Jansson's; its escapes and these are the same to whoever reads it
 *
 * Return: 0 or -ENOMEM; errors of @out are left for ferror().
 */
int json_print(const json_t *document, size_t flags, FILE *out);

/**
 * json_finish - print a document and free it
 * @document: its reference is taken; NULL where making it failed
 * @out: written to; errors of it are left for ferror()
 *
 * Return: 0 or -ENOMEM.
 */
int json_finish(json_t *document, FILE *out);

#endif
