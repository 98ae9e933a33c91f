/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the registry's page of text that are not its records; each returns 0 or -ENOMEM. */
#ifndef NFTSVC_REGISTRY_TEXT_H
#define NFTSVC_REGISTRY_TEXT_H

#include <stdio.h>

#include "svcreg.h"

/** about_text - title, dates, experts, notes, with an empty line behind */
int about_text(const struct svcreg *reg, FILE *out);

/** contacts_text - the contacts that are marked, with an empty line before; nothing if none is */
int contacts_text(const struct svcreg *reg, const bool *contacts, FILE *out);

/** footnotes_text - with an empty line before; nothing if there are none */
int footnotes_text(const struct svcreg *reg, FILE *out);

#endif
