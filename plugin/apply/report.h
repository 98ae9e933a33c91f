/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the verbs that send something say of it. */
#ifndef NFTSVC_REPORT_H
#define NFTSVC_REPORT_H

#include <stdio.h>

#include "base/message.h"
#include "plan/plan.h"

/** report_findings - complain about each; STATUS_SYSTEM without memory */
enum status report_findings(struct plan *plan);

/** refused_status - the exit status for a plan that is refused; STATUS_NO if only --strict forbids it */
enum status refused_status(const struct plan *plan);

/** tell_findings - the same by say() or syslog(), as warnings; nothing without memory */
void tell_findings(struct plan *plan, void (*tell)(int level, const char *fmt, ...));

/** print_changes - what a plan changes, in a few words: "1 set added, 3 elements added" */
void print_changes(const struct plan *plan, FILE *out);

/** report_changes - one line on standard output: what was sent, or @nothing */
void report_changes(const struct plan *plan, const char *nothing);

#endif
