/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a wanted state to the kernel's: read, plan, send, read back.
 *
 * Failures are complained about here, where the name has no "try" in it; findings
 * are in the plan, for the caller.
 */
#ifndef NFTSVC_TRANSACT_H
#define NFTSVC_TRANSACT_H

#include "cli/cli.h"
#include "nft/nft.h"
#include "plan/plan.h"
#include "run/snapshot.h"

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
	struct nft *nft;   /* the socket */
	struct state live; /* what was read last, and the last plan was made on */
	struct plan plan;  /* what was, or would be, sent */
	bool sent;	   /* something was, if not all of it with the last plan */
	/* Called before each plan is sent; 0, or -ECANCELED: it is not, and why has been told. */
	int (*before)(struct transaction *transaction, void *data);
	void *data;
};

/**
 * transact - load the policies, open the socket, let the verb act, free all
 * @options: of the command line; its arguments are the policies
 * @transaction: as the verb wants it
 * @act: what the verb does; not called if it failed before
 */
enum status transact(const struct options *options, struct transaction *transaction,
		     enum status (*act)(struct transaction *transaction,
					const struct options *options));

/** transact_open - only the socket; STATUS_INPUT for a network namespace that there is not */
enum status transact_open(struct transaction *transaction, const struct options *options);

/** transact_release - close the socket, and free what a transaction holds */
void transact_release(struct transaction *transaction);

/**
 * transact_read - read what the kernel has
 * @wanted: the tables to read; NULL: all
 * @rules: read which rules use each set, too
 */
enum status transact_read(struct transaction *transaction, const struct state *wanted, bool rules);

/** transact_plan - read the kernel and plan; nothing is sent */
enum status transact_plan(struct transaction *transaction);

/** transact_strict_forbids - whether a warning or a finding counts, so that nothing is sent */
bool transact_strict_forbids(const struct transaction *transaction);

/**
 * transact_send - plan, send, and read back what the kernel has made of it
 *
 * Where another program was faster it is planned again. A plan that is refused
 * or empty is not sent.
 *
 * Return: STATUS_YES also for a refused plan; STATUS_SYSTEM.
 */
enum status transact_send(struct transaction *transaction);

/**
 * transact_try_plan, transact_try_send - the same for those who go on after a failure
 * @refused: set to the change that the kernel refused, borrowed from
 *	@transaction->plan; NULL if it named none
 *
 * Return: 0 or a negative errno value for transact_failure(); nothing is complained about.
 */
int transact_try_plan(struct transaction *transaction);
int transact_try_send(struct transaction *transaction, const struct change **refused);

/** transact_failure - what failed, as a sentence; @arena holds it; NULL without memory */
char *transact_failure(struct arena *arena, int err, const struct change *refused);

#endif
