/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registries out of a few lines of CSV. */
#ifndef SVCREG_LINES_H
#define SVCREG_LINES_H

#include "svcreg.h"

/** parse_csv - the registry of a CSV, for svcreg_close(); a bad one fails the test */
const struct svcreg *parse_csv(const char *csv);

/** parse_lines - the registry of lines behind IANA's titles, for svcreg_close(); bad ones fail the test */
const struct svcreg *parse_lines(const char *lines);

#endif
