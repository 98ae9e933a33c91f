/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages about wrong queries, and queries without an answer. */
#ifndef NFTSVC_QUERY_TELL_H
#define NFTSVC_QUERY_TELL_H

#include "base/message.h"
#include "cli/options.h"
#include "registry/previous.h"
#include "registry/query.h"

/** query_status - complain about a query that cannot be understood; STATUS_YES for QUERY_OK */
enum status query_status(enum query_error error, const char *text);

/**
 * queries_answer - understand and answer the queries on the command line
 * @arena: memory for the answers
 * @reg: the registry
 * @options: the arguments are queries
 * @answers: set to an answer for each of them
 *
 * The first query that is wrong is complained about, and then there is no answer at all.
 *
 * Return: STATUS_YES, STATUS_INPUT or STATUS_SYSTEM.
 */
enum status queries_answer(struct arena *arena, const struct svcreg *reg,
			   const struct options *options, struct answer **answers);

/**
 * tell_missing - complain that a query has no answer, and suggest what may have been meant
 * @reg: the registry that was asked
 * @previous: says what a name that is gone is called now
 * @answer: not found, or a name that has no port
 */
void tell_missing(const struct svcreg *reg, struct previous_registries *previous,
		  const struct answer *answer);

/** tell_no_contacts - say so if the registry knows of none, as then it may name some */
void tell_no_contacts(const struct svcreg *reg);

/** tell_no_notes - likewise of notes */
void tell_no_notes(const struct svcreg *reg);

/**
 * answers_tell_missing - tell_missing() of those that were not found
 *
 * Return: STATUS_NO if there is something of it, else STATUS_YES.
 */
enum status answers_tell_missing(const struct svcreg *reg, struct previous_registries *previous,
				 const struct answer *answers, size_t n);

#endif
