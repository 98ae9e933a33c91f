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

#endif
