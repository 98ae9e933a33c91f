/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "apply/report.h"

#include <errno.h>
#include <stdio.h>
#include <syslog.h>

#include "apply/record.h"
#include "base/printable.h"

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

/* A missing chain is the policy's mistake; other findings are about the kernel's sets. */
enum status report_refusal_status(const struct plan *plan)
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

void report_warnings(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_findings; i++) {
		const char *text = finding_text(&plan->arena, &plan->findings[i]);

		if (text)
			say(LOG_WARNING, "%s", text);
	}
}

static size_t count(const struct plan *plan, enum change_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_changes; i++)
		n += plan->changes[i].kind == kind;
	return n;
}

void report_print_changes(const struct plan *plan, FILE *out)
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
		report_print_changes(plan, stdout);
	else
		fputs(nothing, stdout);
	putchar('\n');
}

static bool has_orphans(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_findings; i++)
		if (plan->findings[i].kind == FINDING_ORPHAN)
			return true;
	return false;
}

int report_note_origins(struct plan *plan)
{
	struct record record = { 0 };
	int err = 0;

	if (!has_orphans(plan))
		return 0;
	/* A record that cannot be read only means that the origin is unknown. */
	if (record_read(&record) == -ENOMEM)
		return -ENOMEM;
	for (size_t i = 0; !err && i < plan->n_findings; i++) {
		struct finding *finding = &plan->findings[i];
		const struct applied *applied;

		if (finding->kind != FINDING_ORPHAN)
			continue;
		applied = record_find(&record, finding->table->family, finding->table->name,
				      finding->set->name);
		if (!applied || !applied->n_policies)
			continue;
		finding->from = applied_policies(&plan->arena, applied, ", ");
		err = finding->from ? 0 : -ENOMEM;
	}
	record_free(&record);
	return err;
}

static bool was_live(const struct rearmed_element *rearmed, const struct state *live)
{
	const struct set *set = state_find_set(live, rearmed->table->family, rearmed->table->name,
					       rearmed->set->name);

	for (size_t i = 0; set && i < set->n; i++)
		if (set->elements[i].catchall == rearmed->element->catchall &&
		    key_overlaps(&set->elements[i].key, &rearmed->element->key))
			return true;
	return false;
}

void report_rearmed(const struct rearmed *all, const struct state *live)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct rearmed_element *rearmed = &all->list[i];
		char key[KEY_TEXT_SIZE];

		if (was_live(rearmed, live))
			continue;
		printf("re-armed: %s %s %s %s ", family_name(rearmed->table->family),
		       rearmed->table->name, rearmed->set->name, key_text(rearmed->element, key));
		printable_print(element_owners(rearmed->element), stdout);
		putchar('\n');
	}
}
