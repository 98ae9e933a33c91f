/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a wanted state to the kernel's: read, plan, send, read back.
 *
 * Failures are complained about here, where the name has no "try" in it; findings
 * are in the plan, for the caller.
 */
#ifndef NFTSVC_TRANSACT_H
#define NFTSVC_TRANSACT_H

#include "apply/snapshot.h"
#include "base/message.h"
#include "cli/options.h"
#include "nft/nft.h"
#include "plan/plan.h"

/** One run of a verb; what the verb wants of it is set before, the rest is filled in. */
struct transaction {
	bool remove;  /* take away what apply made, instead of applying */
	bool lenient; /* what the registry has besides a policy's lock does not matter */
	bool adopt;
	bool prune;
	bool rearm;  /* what ran out by its timeout is wanted again, and stays marked */
	bool strict; /* warnings of the policies and findings of the plan count */
	bool warned; /* the policies have warnings; all are looked for with --strict only */
	bool around; /* do what can be done, where something is in the way of the rest */
	struct snapshot *back_to; /* go back to it, instead of applying */
	struct state wanted;	  /* what the policies ask for */
	const char *registry;	  /* where their names were looked up, and its date */
	const char *registry_date;
	struct nft *nft;	      /* the socket */
	struct state live;	      /* what was read last, and the last plan was made on */
	struct plan plan;	      /* what was, or would be, sent */
	bool sent;		      /* something was, if not all of it with the last plan */
	const struct change *refused; /* that the kernel refused, in @plan; NULL: it named none */
	struct undo *undo; /* saves what a plan changes before it is sent; NULL: nothing is saved */
};

/**
 * transact_begin - load the policies and open the socket
 * @transaction: as the verb wants it; for transact_release(), also on failure
 * @options: of the command line; its arguments are the policies
 *
 * Return: STATUS_YES; anything else was complained about.
 */
enum status transact_begin(struct transaction *transaction, const struct options *options);

/** transact_open - only the socket; STATUS_INPUT for a network namespace that there is not */
enum status transact_open(struct transaction *transaction, const struct options *options);

/** transact_release - close the socket, and free what a transaction holds */
void transact_release(struct transaction *transaction);

/** transact_drop_plan - free the plan, and the live state that it was made on */
void transact_drop_plan(struct transaction *transaction);

/**
 * transact_plan - read the kernel and plan; nothing is sent
 *
 * Return: 0 or a negative errno value, for transact_failure().
 */
int transact_plan(struct transaction *transaction);

/** transact_strict_forbids - whether a warning or a finding counts, so that nothing is sent */
bool transact_strict_forbids(const struct transaction *transaction);

/**
 * transact_send - plan, send, and read back what the kernel has made of it
 *
 * Plans again if another program was faster. A plan that is refused or empty is
 * not sent.
 *
 * Return: 0, also for a refused plan; or a negative errno value, for
 * transact_failure().
 */
int transact_send(struct transaction *transaction);

/**
 * transact_failure - what failed, as a sentence
 * @arena: holds it
 * @err: from transact_plan(), transact_send() or nft_read()
 *
 * Return: the text, or NULL without memory.
 */
char *transact_failure(struct arena *arena, const struct transaction *transaction, int err);

/** transact_complain - complain about a failure, if @err is one; STATUS_YES or STATUS_SYSTEM */
enum status transact_complain(const struct transaction *transaction, int err);

#endif
