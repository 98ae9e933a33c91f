/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the registry's page that are not its table of records. */
#ifndef NFTSVC_REGISTRY_HTML_H
#define NFTSVC_REGISTRY_HTML_H

#include <stdio.h>

#include "svcreg.h"

/** Rows of a table that a browser lays out together, when they come into sight. */
#define HTML_GROUP_ROWS 32

/** about_html - title, date, reference, experts, notes, and links to the parts below */
void about_html(const struct svcreg *reg, size_t records, const bool *contacts, FILE *out);

/** contacts_html - the contacts that are marked, as a table; nothing if none is */
void contacts_html(const struct svcreg *reg, const bool *contacts, FILE *out);

/** footnotes_html - nothing if there are none */
void footnotes_html(const struct svcreg *reg, FILE *out);

/** footer_html - where the page comes from */
void footer_html(const struct svcreg_info *info, FILE *out);

#endif
