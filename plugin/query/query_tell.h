/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of queries that are wrong, or that the registry has no answer to. */
#ifndef NFTSVC_QUERY_TELL_H
#define NFTSVC_QUERY_TELL_H

#include "cli/cli.h"
#include "query/answer.h"

/** query_status - complain about a query that cannot be understood; STATUS_YES for QUERY_OK */
enum status query_status(enum query_error error, const char *text);

/** tell_missing - complain that the registry does not have what was asked for, and say what is near */
void tell_missing(const struct svcreg *reg, const struct answer *answer);

#endif
