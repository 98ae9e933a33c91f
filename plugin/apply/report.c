/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/report.h"

#include <errno.h>
#include <stdio.h>
#include <syslog.h>

enum status report_findings(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_findings; i++) {
		const char *text = finding_text(&plan->arena, &plan->findings[i]);

		if (!text)
			return printed(-ENOMEM);
		complain("%s", text);
	}
	return STATUS_YES;
}

/* A chain that is not there is the policy's mistake; for the rest the kernel's sets are in the way. */
enum status refused_status(const struct plan *plan)
{
	enum status status = STATUS_NO;

	for (size_t i = 0; i < plan->n_findings; i++) {
		switch (plan->findings[i].kind) {
		case FINDING_CONFLICT:
		case FINDING_BLOCKED:
			return STATUS_SYSTEM;
		case FINDING_NO_CHAIN:
			status = STATUS_INPUT;
			break;
		case FINDING_FOREIGN:
		case FINDING_ORPHAN:
		case FINDING_HELD:
			break;
		}
	}
	return status;
}

void tell_findings(struct plan *plan, void (*tell)(int level, const char *fmt, ...))
{
	for (size_t i = 0; i < plan->n_findings; i++) {
		const char *text = finding_text(&plan->arena, &plan->findings[i]);

		if (text)
			tell(LOG_WARNING, "%s", text);
	}
}

static size_t count(const struct plan *plan, enum change_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_changes; i++)
		n += plan->changes[i].kind == kind;
	return n;
}

void print_changes(const struct plan *plan, FILE *out)
{
	static const struct {
		enum change_kind kind;
		const char *one, *many;
	} parts[] = {
		{ CHANGE_ADD_TABLE, "table added", "tables added" },
		{ CHANGE_DELETE_TABLE, "table deleted", "tables deleted" },
		{ CHANGE_ADD_SET, "set added", "sets added" },
		{ CHANGE_DELETE_SET, "set deleted", "sets deleted" },
		{ CHANGE_ADD_ELEMENT, "element added", "elements added" },
		{ CHANGE_REPLACE_ELEMENT, "element replaced", "elements replaced" },
		{ CHANGE_DELETE_ELEMENT, "element deleted", "elements deleted" },
	};
	const char *separator = "";

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t n = count(plan, parts[i].kind);

		if (!n)
			continue;
		fprintf(out, "%s%zu %s", separator, n, n == 1 ? parts[i].one : parts[i].many);
		separator = ", ";
	}
}

void report_changes(const struct plan *plan, const char *nothing)
{
	if (plan->n_changes)
		print_changes(plan, stdout);
	else
		fputs(nothing, stdout);
	putchar('\n');
}
