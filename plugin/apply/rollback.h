/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way back to a former state that is kept in /run. */
#ifndef NFTSVC_ROLLBACK_H
#define NFTSVC_ROLLBACK_H

#include "apply/folder.h"
#include "apply/transact.h"
#include "base/message.h"

/**
 * rollback - bring the kernel back to what a file of the folder says
 * @transaction: its socket is open
 * @folder: locked
 * @file: PENDING_FILE or FORMER_FILE; it is deleted when that is done
 * @tell: say() or syslog()
 *
 * What cannot be as it was, because others have put something in its place,
 * holds up nothing else: it is told. Failures are complained about; what was sent
 * is in the transaction's plan.
 *
 * Return: STATUS_YES; STATUS_NO if there is no such file; STATUS_SYSTEM.
 */
enum status rollback(struct transaction *transaction, const struct folder *folder, const char *file,
		     void (*tell)(int level, const char *fmt, ...));

#endif
