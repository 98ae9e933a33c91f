/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Back to the state before an apply, which is kept in /run. */
#ifndef NFTSVC_ROLLBACK_H
#define NFTSVC_ROLLBACK_H

#include "apply/folder.h"
#include "apply/pending.h"
#include "apply/transact.h"
#include "base/message.h"

/** Zero-initialise it. */
struct rollback {
	/* Its plan has what was sent, and findings: what others have put in the way. */
	struct transaction transaction;
	struct pending former; /* the plan points into it */
};

/**
 * rollback_to - bring the kernel back to the state in a file of the folder
 * @rollback: its socket is open; for rollback_free(), also on failure
 * @folder: locked
 * @file: PENDING_FILE or FORMER_FILE; deleted on success
 *
 * An element that cannot be restored holds up nothing else: it is a finding of the
 * plan. Failures are complained about.
 *
 * Return: STATUS_YES; STATUS_NO if there is no such file; STATUS_SYSTEM.
 */
enum status rollback_to(struct rollback *rollback, const struct folder *folder, const char *file);

/**
 * rollback_unconfirmed - roll back an apply that nobody confirmed in time
 * @rollback: zero-initialised; for rollback_free(), also on failure
 * @folder: of the network namespace that the thread is in; locked
 * @id: of the apply
 *
 * Return: as rollback_to(); STATUS_NO if this apply no longer waits.
 */
enum status rollback_unconfirmed(struct rollback *rollback, const struct folder *folder,
				 const char *id);

/** rollback_free - close the socket, and free what a rollback holds */
void rollback_free(struct rollback *rollback);

#endif
