/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Contacts, notes and footnotes of a registry. Errors of @out are left for ferror(). */
#ifndef NFTSVC_ABOUT_H
#define NFTSVC_ABOUT_H

#include <jansson.h>
#include <stdio.h>

#include "svcreg.h"

/**
 * contacts_table - contacts for people, in the registry's order and columns
 * @reg: the registry
 * @marks: by number, which of them; NULL: all
 * @out: written to
 *
 * Return: 0 or -ENOMEM.
 */
int contacts_table(const struct svcreg *reg, const bool *marks, FILE *out);

/** contacts_below - contacts_table() with an empty line above; nothing where there are no contacts */
int contacts_below(const struct svcreg *reg, const bool *marks, FILE *out);

/** contacts_json - the same contacts as an array of objects; NULL without memory */
json_t *contacts_json(const struct svcreg *reg, const bool *marks);

/**
 * json_with_contacts - a document with contacts_json() as its member "contacts"
 * @document: its reference is taken; NULL stays NULL
 *
 * Return: the document, or NULL without memory.
 */
json_t *json_with_contacts(json_t *document, const struct svcreg *reg, const bool *marks);

/**
 * notes_text - the registry's notes for people, each below its title, with a line between them
 *
 * Return: 0 or -ENOMEM.
 */
int notes_text(const struct svcreg *reg, FILE *out);

/** notes_json - notes as an array of objects; NULL without memory */
json_t *notes_json(const struct svcreg *reg);

/** footnotes_json - footnotes as an array of objects; NULL without memory */
json_t *footnotes_json(const struct svcreg *reg);

#endif
