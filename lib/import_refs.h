/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The cross-references of texts in which nothing but brackets marks them. */
#ifndef IMPORT_REFS_H
#define IMPORT_REFS_H

#include "draft.h"

/*
 * What brackets may mean in a text, and so the kind that it has in the pool:
 * "[Control]" is a person as a contact, and not so in a description.
 */
enum refs_kind {
	REFS_NONE,   /* nothing: names, ports, dates, and all texts without brackets */
	REFS_PROSE,  /* RFCs, drafts, addresses, and people by whose id it can be seen */
	REFS_PEOPLE, /* people, and words in the place of one */
	REFS_SOURCE, /* all but people: RFCs, drafts, addresses, footnotes, any words */
};

/* What brackets mean in a column. */
enum refs_kind refs_kind(enum svcreg_column column);

/*
 * refs_add_text - the offset of a text in a draft's pool, its references found if it is new
 * @bytes: the text, @len bytes without NUL, not NUL-terminated
 * @kind: what its brackets mean
 * @text: set to the offset
 *
 * Return: 0, -ENOMEM or -EFBIG as strpool_add().
 */
int refs_add_text(struct draft *draft, const char *bytes, size_t len, enum refs_kind kind,
		  uint32_t *text);

#endif
