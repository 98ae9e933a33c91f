/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of references that have none of their own, between the brackets:
 * "[RFC6335]", "[RFC Errata 1912]", "[IANA registry urn-namespaces]".
 */
#ifndef REF_WORDS_H
#define REF_WORDS_H

#include "svcreg.h"

/* What stands before the data; mostly "". */
const char *ref_words_before(enum svcreg_ref_type type);

/* Whether the data is written in capitals. */
bool ref_words_capitals(enum svcreg_ref_type type);

/*
 * Of which series of documents data is: to IANA's XML all are of the type "rfc",
 * also "bcp14" and "std66".
 */
enum svcreg_ref_type ref_words_series(const char *data);

#endif
