/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end of an apply that nobody confirmed in time. */
#ifndef NFTSVC_REVERT_H
#define NFTSVC_REVERT_H

#include "apply/folder.h"
#include "base/message.h"

/**
 * revert - bring the kernel back to what was before an apply that waits
 * @folder: of the network namespace that the thread is in; locked
 * @id: of the apply
 * @tell: say() or syslog(): it gets what was done, and what could not be. Failures are
 *	complained about besides
 *
 * Return: STATUS_YES; STATUS_NO if this apply does not wait any more;
 * STATUS_SYSTEM.
 */
enum status revert(const struct folder *folder, const char *id,
		   void (*tell)(int level, const char *fmt, ...));

#endif
