/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cross-references in texts: what stands between brackets, and what it refers to. */
#ifndef REFS_H
#define REFS_H

#include "draft.h"

/* Text before the data; usually "". */
const char *ref_words_before(enum svcreg_ref_type type);

/* Whether the data is written in capitals. */
bool ref_words_capitals(enum svcreg_ref_type type);

/*
 * Of which series of documents data is: to IANA's XML all are of the type "rfc",
 * also "bcp14" and "std66".
 */
enum svcreg_ref_type ref_words_series(const char *data);

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

/* The meaning of brackets in a column. */
static inline enum refs_kind refs_kind(enum svcreg_column column)
{
	static const uint8_t kinds[SVCREG_COLUMNS] = {
		[SVCREG_COL_DESCRIPTION] = REFS_PROSE,	[SVCREG_COL_ASSIGNEE] = REFS_PEOPLE,
		[SVCREG_COL_CONTACT] = REFS_PEOPLE,	[SVCREG_COL_REFERENCE] = REFS_SOURCE,
		[SVCREG_COL_UNAUTHORIZED] = REFS_PROSE, [SVCREG_COL_NOTES] = REFS_PROSE,
	};

	return (enum refs_kind)kinds[column];
}

/*
 * Make the key of a text in the pool; @kind is what its brackets mean. Return: the
 * kind, or REFS_NONE where there are no brackets.
 */
enum refs_kind refs_make_key(const char *bytes, size_t len, enum refs_kind kind,
			     struct strpool_key *key);

/*
 * refs_find - add the references of a text that a draft's pool has just got
 * @key: from refs_make_key(), as @kind, which is not REFS_NONE; its bytes are not the pool's
 * @text: the text's offset
 *
 * Return: 0, -ENOMEM, -EFBIG or -EOVERFLOW.
 */
int refs_find(struct draft *draft, const struct strpool_key *key, enum refs_kind kind,
	      uint32_t text);

/*
 * refs_add_key - the offset of a text in a draft's pool, its references found if it is new
 * @text: set to the offset
 *
 * Return: as refs_find().
 */
static inline int refs_add_key(struct draft *draft, const struct strpool_key *key,
			       enum refs_kind kind, uint32_t *text)
{
	size_t before = draft->pool.size;
	int err = strpool_add(&draft->pool, key, text);

	if (err || kind == REFS_NONE || *text < before)
		return err;
	return refs_find(draft, key, kind, *text);
}

#endif
