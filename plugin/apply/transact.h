/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a wanted state to the kernel's: read, plan, send, read back.
 *
 * Findings are in the plan, for the caller to report.
 */
#ifndef NFTSVC_TRANSACT_H
#define NFTSVC_TRANSACT_H

#include "apply/snapshot.h"
#include "base/message.h"
#include "cli/options.h"
#include "nft/nft.h"
#include "plan/plan.h"

/** One run of a verb: it sets the options before; the rest is filled in. */
struct transaction {
	bool remove;  /* remove what apply made, instead of applying */
	bool lenient; /* ignore differences between the registry and a policy's lock */
	bool adopt;
	bool prune;
	bool rearm;	     /* expired elements are wanted again, and stay marked */
	bool strict;	     /* send nothing if there are warnings or findings */
	bool warned;	     /* the policies have warnings; some lints run with --strict only */
	bool skip_obstacles; /* change what can be changed, and leave the rest */
	struct snapshot *restore; /* restore it, instead of applying */
	struct state wanted;	  /* what the policies ask for */
	const char *registry;	  /* where their names were looked up, and its date */
	const char *registry_date;
	struct nft *nft;	      /* the socket */
	struct state live;	      /* the kernel as it was read last, for the last plan */
	struct plan plan;	      /* what was, or would be, sent */
	bool sent;		      /* something was sent, perhaps with an earlier plan */
	const struct change *refused; /* the change of @plan that the kernel refused, or NULL */
	struct undo *undo; /* saves what a plan changes before it is sent; NULL: nothing is saved */
};

/**
 * transact_begin - load the policies and open the socket
 * @transaction: with the options of the verb; for transact_release(), also on failure
 * @options: of the command line; its arguments are the policies
 *
 * Return: STATUS_YES; anything else was complained about.
 */
enum status transact_begin(struct transaction *transaction, const struct options *options);

/** transact_open - open only the socket; STATUS_INPUT if the network namespace does not exist */
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

/** transact_strict_forbids - whether --strict forbids to send: there is a warning or a finding */
bool transact_strict_forbids(const struct transaction *transaction);

/**
 * transact_send - plan, send, and read back
 *
 * Plans again if another program was faster. A plan that is refused or empty is
 * not sent.
 *
 * Return: 0, also for a refused plan; or a negative errno value, for
 * transact_failure().
 */
int transact_send(struct transaction *transaction);

/**
 * transact_failure - describe an error
 * @arena: holds it
 * @err: from transact_plan(), transact_send() or nft_read()
 *
 * Return: the text, or NULL without memory.
 */
char *transact_failure(struct arena *arena, const struct transaction *transaction, int err);

/** transact_complain - complain about a failure, if @err is one; STATUS_YES or STATUS_SYSTEM */
enum status transact_complain(const struct transaction *transaction, int err);

#endif
