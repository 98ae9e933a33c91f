/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answers of show, in its formats. Errors of @out are left for ferror(). */
#ifndef NFTSVC_ANSWERS_H
#define NFTSVC_ANSWERS_H

#include <jansson.h>
#include <stdio.h>

#include "registry/query.h"

/** answers_table - for people; 0 or -ENOMEM. @arena has what is made on the way */
int answers_table(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		  size_t n, FILE *out);

/** answers_json - for programs, with the @contacts that are marked if it is not NULL; 0 or -ENOMEM */
int answers_json(const struct svcreg *reg, const struct answer *answers, size_t n,
		 const bool *contacts, FILE *out);

/** json_answer - one answer as an object; NULL without memory */
json_t *json_answer(const struct answer *answer);

/** answers_csv - the records in the registry's own columns */
void answers_csv(const struct answer *answers, size_t n, FILE *out);

#endif
