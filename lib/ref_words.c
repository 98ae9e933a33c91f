/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ref_words.h"

#include <string.h>

const char *ref_words_before(enum svcreg_ref_type type)
{
	switch (type) {
	case SVCREG_REF_TEXT:
	case SVCREG_REF_PERSON:
	case SVCREG_REF_RFC:
	case SVCREG_REF_BCP:
	case SVCREG_REF_STD:
	case SVCREG_REF_DRAFT:
	case SVCREG_REF_URI:
	case SVCREG_REF_NOTE:
		break;
	case SVCREG_REF_RFC_ERRATA:
		return "RFC Errata ";
	case SVCREG_REF_REGISTRY:
		return "IANA registry ";
	}
	return "";
}

bool ref_words_capitals(enum svcreg_ref_type type)
{
	return type == SVCREG_REF_RFC || type == SVCREG_REF_BCP || type == SVCREG_REF_STD;
}

enum svcreg_ref_type ref_words_series(const char *data)
{
	if (!strncasecmp(data, "bcp", 3))
		return SVCREG_REF_BCP;
	return strncasecmp(data, "std", 3) ? SVCREG_REF_RFC : SVCREG_REF_STD;
}
