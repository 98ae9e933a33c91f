/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An explanation as JSON; the shape is documented in nftsvc.json(5). */
#include <errno.h>

#include "policy/diag.h"
#include "render/answers.h"
#include "render/explanation.h"
#include "render/json_text.h"
#include "state/protocol.h"

/* A list of what @make gives for each of @n things; NULL without memory. */
static json_t *list_json(const void *things, size_t n, size_t size, json_t *(*make)(const void *))
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(list, make((const char *)things + i * size))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *number_json(bool known, uint64_t number)
{
	return known ? json_integer((json_int_t)number) : json_null();
}

static json_t *text_or_null(const char *text)
{
	return text ? json_text(text) : json_null();
}

static json_t *element_text(const struct element *element)
{
	char key[KEY_TEXT_SIZE];

	return json_string(key_text(element, key));
}

static json_t *services_json(const struct element *element)
{
	return text_or_null(element_is_ours(element) ? element_owners(element) : NULL);
}

static json_t *rule_json(const void *thing)
{
	const struct rule_ref *rule = thing;

	return json_pack("{s:o, s:I}", "chain", json_text(rule->chain), "handle",
			 (json_int_t)rule->handle);
}

static json_t *found_json(const void *thing)
{
	const struct found *found = thing;
	const struct element *element = found->element;
	const struct set *set = found->set;

	return json_pack(
		"{s:s, s:o, s:o, s:b, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "family",
		family_name(found->table->family), "table", json_text(found->table->name), "set",
		json_text(set->name), "map", set->map, "element", element_text(element), "ours",
		element_is_ours(element), "services", services_json(element), "comment",
		text_or_null(element->comment), "verdict", json_of_verdict(&element->verdict),
		"timeout_ms", number_json(element->timeout, element->timeout), "expires_ms",
		number_json(element->timeout, element->expires), "packets",
		number_json(element->has_counter, element->packets), "bytes",
		number_json(element->has_counter, element->bytes), "rules",
		list_json(set->rules, set->n_rules, sizeof(*set->rules), rule_json));
}

static json_t *location_json(const struct location *at)
{
	if (!at->source)
		return json_null();
	return json_pack("{s:o, s:i, s:i}", "file", json_text(at->source->path), "line",
			 (int)at->line, "column", (int)location_column(at));
}

static json_t *opened_json(const void *thing)
{
	const struct opened *opened = thing;

	return json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "at",
			 location_json(&opened->at), "use", location_json(&opened->use), "family",
			 family_name(opened->table->family), "table",
			 json_text(opened->table->name), "set", json_text(opened->set), "element",
			 element_text(&opened->element), "service", json_text(opened->service),
			 "verdict", json_of_verdict(&opened->element.verdict), "timeout_ms",
			 number_json(opened->element.timeout, opened->element.timeout));
}

static json_t *difference_json(const void *thing)
{
	const struct difference *difference = thing;

	return json_pack(
		"{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "only_in",
		difference->missing ? "policies" : "kernel", "family",
		family_name(difference->table->family), "table", json_text(difference->table->name),
		"set", json_text(difference->set->name), "element",
		element_text(difference->element), "services", services_json(difference->element),
		"verdict", json_of_verdict(&difference->element->verdict), "timeout_ms",
		number_json(difference->element->timeout, difference->element->timeout));
}

static json_t *policies_json(const struct explanation *explanation)
{
	if (!explanation->compared)
		return json_null();
	return json_pack("{s:b, s:o, s:o}", "agree", explanation->n_differences == 0, "entries",
			 list_json(explanation->opened, explanation->n_opened,
				   sizeof(*explanation->opened), opened_json),
			 "differences",
			 list_json(explanation->differences, explanation->n_differences,
				   sizeof(*explanation->differences), difference_json));
}

int explanation_json(const struct explanation *explanation, const struct svcreg *reg, FILE *out)
{
	const struct answer *answer = &explanation->answer;

	return json_finish(json_pack("{s:o, s:o, s:b, s:o, s:o, s:o}", "registry",
				     json_registry(reg), "query", json_text(answer->query.text),
				     "found", explanation->n_found > 0, "elements",
				     list_json(explanation->found, explanation->n_found,
					       sizeof(*explanation->found), found_json),
				     "answer", json_answer(answer), "policies",
				     policies_json(explanation)),
			   out);
}
