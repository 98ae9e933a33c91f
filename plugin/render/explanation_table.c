/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An explanation for people: the kernel's elements, the registry's rows, the policies' lines. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/printable.h"
#include "policy/diag.h"
#include "render/answers.h"
#include "render/columns.h"
#include "render/duration.h"
#include "render/explanation.h"

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
