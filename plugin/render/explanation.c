/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer of "nftsvc explain", as tables and as JSON. */
#include "render/explanation.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/printable.h"
#include "policy/diag.h"
#include "render/answers.h"
#include "render/columns.h"
#include "render/duration.h"
#include "render/json_text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *owners_text(struct arena *arena, const struct element *element)
{
	if (element_is_ours(element))
		return element_owners(element);
	if (!element->comment)
		return "(not ours)";
	return arena_printf(arena, "(not ours) %s", element->comment);
}

static const char *verdict_cell(struct arena *arena, const struct verdict *verdict)
{
	return verdict->kind == VERDICT_NONE ? "-" : verdict_text(arena, verdict);
}

/* There can be many: they are put together once for all elements of a set. */
static const char *rules_text(struct arena *arena, const struct set *set)
{
	char *text = NULL, *copy = NULL;
	size_t size = 0;
	FILE *out;

	if (!set->n_rules)
		return "no rule";
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	for (size_t i = 0; i < set->n_rules; i++)
		fprintf(out, "%s%s handle %" PRIu64, i ? ", " : "", set->rules[i].chain,
			set->rules[i].handle);
	if (!fclose(out))
		copy = arena_strndup(arena, text, size);
	free(text);
	return copy;
}

static const char *number_text(struct arena *arena, bool known, uint64_t number)
{
	return known ? arena_printf(arena, "%" PRIu64, number) : "-";
}

/* A cell that is NULL could not be made. */
static int add_cells(struct columns *lines, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!cells[i])
			return -ENOMEM;
	columns_add(lines, cells);
	return 0;
}

static int add_found(struct arena *arena, const struct found *found, const char *rules,
		     struct columns *lines)
{
	const struct element *element = found->element;
	char key[KEY_TEXT_SIZE], left[DURATION_SIZE];
	const char *const cells[] = {
		family_name(found->table->family),
		found->table->name,
		found->set->name,
		key_text(element, key),
		owners_text(arena, element),
		verdict_cell(arena, &element->verdict),
		element->timeout ? duration_text(element->expires, left) : "-",
		number_text(arena, element->has_counter, element->packets),
		number_text(arena, element->has_counter, element->bytes),
		rules,
	};

	return add_cells(lines, cells, COUNT(cells));
}

static int print_found(struct explanation *explanation, FILE *out)
{
	static const struct column titles[] = {
		{ "FAMILY", COLUMN_TEXT },  { "TABLE", COLUMN_TEXT },
		{ "SET", COLUMN_TEXT },	    { "ELEMENT", COLUMN_TEXT },
		{ "SERVICE", COLUMN_LONG }, { "VERDICT", COLUMN_TEXT },
		{ "LEFT", COLUMN_NUMBER },  { "PACKETS", COLUMN_NUMBER },
		{ "BYTES", COLUMN_NUMBER }, { "USED IN CHAIN", COLUMN_LONG },
	};
	struct columns *lines = columns_new(titles, COUNT(titles));
	const char *rules = NULL;
	int err = 0;

	for (size_t i = 0; !err && i < explanation->n_found; i++) {
		const struct found *found = &explanation->found[i];

		if (i == 0 || found->set != found[-1].set)
			rules = rules_text(&explanation->arena, found->set);
		err = add_found(&explanation->arena, found, rules, lines);
	}
	if (!err)
		err = columns_print(lines, out);
	columns_free(lines);
	return err;
}

static int add_opened(struct arena *arena, const struct opened *opened, struct columns *lines)
{
	char key[KEY_TEXT_SIZE];
	const char *const cells[] = {
		location_text(arena, &opened->at),
		location_text(arena, &opened->use),
		family_name(opened->table->family),
		opened->table->name,
		opened->set,
		key_text(&opened->element, key),
		verdict_cell(arena, &opened->element.verdict),
		opened->service,
	};

	return add_cells(lines, cells, COUNT(cells));
}

static int print_opened(struct explanation *explanation, FILE *out)
{
	static const struct column titles[] = {
		{ "LINE", COLUMN_TEXT },    { "BY WAY OF", COLUMN_TEXT }, { "FAMILY", COLUMN_TEXT },
		{ "TABLE", COLUMN_TEXT },   { "SET", COLUMN_TEXT },	  { "PORTS", COLUMN_TEXT },
		{ "VERDICT", COLUMN_TEXT }, { "SERVICE", COLUMN_TEXT },
	};
	struct columns *lines = columns_new(titles, COUNT(titles));
	int err = 0;

	for (size_t i = 0; !err && i < explanation->n_opened; i++)
		err = add_opened(&explanation->arena, &explanation->opened[i], lines);
	if (!err)
		err = columns_print(lines, out);
	columns_free(lines);
	return err;
}

/* In the order that a policy has it in: (accept ssh timeout 8h). */
static void print_what(const struct element *element, FILE *out)
{
	const struct verdict *verdict = &element->verdict;
	char timeout[DURATION_SIZE];
	const char *separator = "(";

	if (verdict->kind != VERDICT_NONE) {
		fprintf(out, "(%s%s", verdict_name(verdict->kind), verdict->chain ? " " : "");
		printable_print(verdict->chain ? verdict->chain : "", out);
		separator = " ";
	}
	if (element_is_ours(element)) {
		fputs(separator, out);
		printable_print(element_owners(element), out);
		separator = " ";
	}
	if (element->timeout) {
		fprintf(out, "%stimeout %s", separator, duration_text(element->timeout, timeout));
		separator = " ";
	}
	if (*separator == ' ')
		fputs(") ", out);
}

static void print_difference(const struct difference *difference, FILE *out)
{
	char key[KEY_TEXT_SIZE];

	fprintf(out, "%s %s ",
		difference->missing ? "only the policies have" : "only the kernel has",
		key_text(difference->element, key));
	print_what(difference->element, out);
	fprintf(out, "in %s ", family_name(difference->table->family));
	printable_print(difference->table->name, out);
	putc(' ', out);
	printable_print(difference->set->name, out);
	putc('\n', out);
}

static void print_agreement(const struct explanation *explanation, FILE *out)
{
	if (!explanation->n_differences)
		fputs("kernel and policies agree\n", out);
	for (size_t i = 0; i < explanation->n_differences; i++)
		print_difference(&explanation->differences[i], out);
}

int explanation_table(struct explanation *explanation, const struct svcreg *reg, FILE *out)
{
	const struct answer *answer = &explanation->answer;
	int err;

	err = print_found(explanation, out);
	if (!err && answer->n) {
		if (explanation->n_found)
			putc('\n', out);
		err = answers_table(&explanation->arena, reg, answer, 1, out);
	}
	if (err || !explanation->compared)
		return err;
	if (explanation->n_opened) {
		putc('\n', out);
		err = print_opened(explanation, out);
	}
	putc('\n', out);
	if (!err)
		print_agreement(explanation, out);
	return err;
}

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
