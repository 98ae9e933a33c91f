/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan as JSON; the shape is documented in nftsvc.json(5). */
#include <errno.h>

#include "render/json_text.h"
#include "render/plan_lines.h"

static const char *action(enum change_kind kind)
{
	switch (kind) {
	case CHANGE_ADD_TABLE:
	case CHANGE_ADD_SET:
	case CHANGE_ADD_ELEMENT:
		return "add";
	case CHANGE_DELETE_TABLE:
	case CHANGE_DELETE_SET:
	case CHANGE_DELETE_ELEMENT:
		return "delete";
	case CHANGE_GROW_SET:
	case CHANGE_REPLACE_ELEMENT:
		return "replace";
	}
	return "";
}

static const char *finding_name(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_FOREIGN:
		return "foreign";
	case FINDING_CONFLICT:
		return "conflict";
	case FINDING_ORPHAN:
		return "orphan";
	case FINDING_BLOCKED:
		return "blocked";
	case FINDING_HELD:
		return "held";
	case FINDING_NO_CHAIN:
		return "no-chain";
	}
	return "";
}

/* One side of a change, by the names that it has there; what it has not is left out. */
static int put_side(json_t *object, const struct element *element, const char *services,
		    const char *verdict, const char *timeout)
{
	int err = 0;

	if (!element)
		return 0;
	if (element_is_ours(element))
		err = json_object_set_new(object, services, json_text(element_owners(element)));
	if (element->verdict.kind != VERDICT_NONE)
		err |= json_object_set_new(object, verdict, json_of_verdict(&element->verdict));
	if (element->timeout)
		err |= json_object_set_new(object, timeout,
					   json_integer((json_int_t)element->timeout));
	return err;
}

static json_t *line_json(const struct plan_line *line)
{
	const struct change *change = line->change;
	char key[KEY_TEXT_SIZE];
	json_t *object;
	int err = 0;

	object = json_pack("{s:s, s:s, s:o}", "action", action(change->kind), "family",
			   family_name(change->table->family), "table",
			   json_text(change->table->name));
	if (!object)
		return NULL;
	if (change->set)
		err |= json_object_set_new(object, "set", json_text(change->set->name));
	if (change_is_element(change)) {
		err |= json_object_set_new(object, "element",
					   json_string(key_text(&line->element, key)));
		err |= put_side(object, change->from, "former_services", "former_verdict",
				"former_timeout_ms");
		err |= put_side(object, change->to, "services", "verdict", "timeout_ms");
		if (change->to && change->to->ran_out)
			err |= json_object_set_new(object, "ran_out", json_true());
	}
	if (!err)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *finding_json(struct arena *arena, const struct finding *finding)
{
	const char *text = finding_text(arena, finding);
	char key[KEY_TEXT_SIZE];
	json_t *object;

	if (!text)
		return NULL;
	object = json_pack("{s:s, s:s, s:o, s:o, s:o}", "kind", finding_name(finding->kind),
			   "family", family_name(finding->table->family), "table",
			   json_text(finding->table->name), "set", json_text(finding->set->name),
			   "text", json_text(text));
	if (!object || !finding->element)
		return object;
	if (!json_object_set_new(object, "element", json_string(key_text(finding->element, key))))
		return object;
	json_decref(object);
	return NULL;
}

int render_plan_json(struct plan *plan, FILE *out)
{
	json_t *changes = json_array();
	json_t *findings = json_array();
	struct plan_line *lines = NULL;
	size_t n = 0;
	int err;

	err = plan_lines(plan, &lines, &n);
	for (size_t i = 0; !err && i < n; i++)
		err = json_array_append_new(changes, line_json(&lines[i]));
	for (size_t i = 0; !err && i < plan->n_findings; i++)
		err = json_array_append_new(findings,
					    finding_json(&plan->arena, &plan->findings[i]));
	if (err) {
		json_decref(changes);
		json_decref(findings);
		return -ENOMEM;
	}
	return json_finish(json_pack("{s:b, s:o, s:o}", "equal", !n && !plan->n_findings, "changes",
				     changes, "findings", findings),
			   out);
}
