/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a wanted state to the kernel's: read, plan, send, read back.
 *
 * Failures are complained about here; findings are in the plan, for the caller.
 */
#ifndef NFTSVC_TRANSACT_H
#define NFTSVC_TRANSACT_H

#include "cli.h"
#include "nft/nft.h"
#include "plan.h"

/** Zero-initialise it, and set what is not filled in. */
struct transaction {
	const struct state *wanted; /* NULL: all tables, for transact_read() only */
	bool remove;		    /* take away what apply made, instead of applying */
	bool adopt;
	bool prune;
	struct nft *nft;   /* filled in: the socket */
	struct state live; /* filled in: what the last plan was made on */
	struct plan plan;  /* filled in: what was, or would be, sent */
};

/** transact_open - open the socket, in the namespace that the options name */
enum status transact_open(struct transaction *transaction, const struct options *options);

/** transact_read - read what the kernel has; nothing is planned */
enum status transact_read(struct transaction *transaction);

/** transact_plan - read the kernel and plan; nothing is sent */
enum status transact_plan(struct transaction *transaction);

/**
 * transact_send - plan, send, and read back what the kernel has made of it
 *
 * Where another program was faster it is planned again. A plan that is refused
 * or empty is not sent.
 *
 * Return: STATUS_YES also for a refused plan; STATUS_SYSTEM.
 */
enum status transact_send(struct transaction *transaction);

/** transact_close - free all that was filled in */
void transact_close(struct transaction *transaction);

#endif
