/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages about the findings and changes of a plan. */
#ifndef NFTSVC_REPORT_H
#define NFTSVC_REPORT_H

#include <stdio.h>

#include "apply/timeouts.h"
#include "base/message.h"
#include "plan/plan.h"

/**
 * report_note_origins - add to a plan's orphans which policies they were applied from
 *
 * Two policies can fill one table: applying one of them must not present the
 * other's sets as left over. Where the origin is unknown, nothing is added.
 *
 * Return: 0 or -ENOMEM.
 */
int report_note_origins(struct plan *plan);

/** report_findings - print each finding as an error; STATUS_SYSTEM without memory */
enum status report_findings(struct plan *plan);

/** report_warnings - print each finding as a warning; nothing without memory */
void report_warnings(struct plan *plan);

/** report_refusal_status - the exit status of a refused plan; STATUS_NO if only --strict forbids it */
enum status report_refusal_status(const struct plan *plan);

/** report_print_changes - what a plan changes: "1 set added, 3 elements added" */
void report_print_changes(const struct plan *plan, FILE *out);

/** report_changes - print one line on standard output: what was sent, or @nothing */
void report_changes(const struct plan *plan, const char *nothing);

/** report_rearmed - print which expired elements were added again; those in @live had not gone */
void report_rearmed(const struct rearmed *all, const struct state *live);

#endif
