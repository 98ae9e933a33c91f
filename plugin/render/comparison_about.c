/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed of titles, experts, notes and contacts, in the formats of compare. */
#include <errno.h>

#include "render/columns.h"
#include "render/comparison.h"
#include "render/json_text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Long texts are for who looks them up: export writes both. */
static const char *what_text(struct arena *arena, const struct about_change *change)
{
	const char *was = *change->was ? change->was : "nothing";

	if (change->part == ABOUT_NOTE || change->part == ABOUT_FOOTNOTE)
		return "";
	switch ((int)change->kind) {
	case SVCREG_CHANGE_ADDED:
		return change->is;
	case SVCREG_CHANGE_REMOVED:
		return change->was;
	}
	if (change->only_day)
		return arena_printf(arena, "only the day: %s", change->is);
	return arena_printf(arena, "%s; before: %s", *change->is ? change->is : "nothing", was);
}

int comparison_about_lines(struct comparison *comparison, FILE *out)
{
	static const struct column titles[] = {
		{ "CHANGE", COLUMN_TEXT },
		{ "OF", COLUMN_TEXT },
		{ "NAME", COLUMN_TEXT },
		{ "WHAT", COLUMN_LONG },
	};
	struct columns *table = columns_new(titles, COUNT(titles));
	int err = 0;

	for (size_t i = 0; i < comparison->n_about && !err; i++) {
		const struct about_change *change = &comparison->about[i];
		const char *cells[] = {
			svcreg_change_name(change->kind),
			about_part_name(change->part),
			*change->name ? change->name : "-",
			what_text(&comparison->arena, change),
		};

		if (cells[COUNT(cells) - 1])
			columns_add(table, cells);
		else
			err = -ENOMEM;
	}
	if (!err)
		err = columns_print(table, out);
	columns_free(table);
	return err;
}

static size_t count(const struct comparison *comparison, enum svcreg_change_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < comparison->n_about; i++)
		n += comparison->about[i].kind == kind;
	return n;
}

static void print_counts(const struct comparison *comparison, FILE *out)
{
	static const enum svcreg_change_kind kinds[] = {
		SVCREG_CHANGE_REMOVED,
		SVCREG_CHANGE_ADDED,
		SVCREG_CHANGE_CHANGED,
	};
	const char *separator = "besides records: ";

	for (size_t i = 0; i < COUNT(kinds); i++) {
		const size_t n = count(comparison, kinds[i]);

		if (n == 0)
			continue;
		fprintf(out, "%s%zu %s", separator, n, svcreg_change_name(kinds[i]));
		separator = ", ";
	}
	putc('\n', out);
}

/* Of a format that has more than records, and one that has not. */
static void print_one_sided(const char *has, const struct svcreg *reg, const char *has_none,
			    FILE *out)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	fprintf(out,
		"besides records %s %zu contact%s, %zu note%s and what it says of itself, and %s "
		"none of it\n",
		has, info.contacts, info.contacts == 1 ? "" : "s", info.notes,
		info.notes == 1 ? "" : "s", has_none);
}

void comparison_about_summary(const struct comparison *comparison, FILE *out)
{
	const bool old = says_more(comparison->old_reg);

	if (comparison->n_about)
		print_counts(comparison, out);
	else if (old && !comparison->of_about)
		print_one_sided("the old one has", comparison->old_reg, "the new one has", out);
	else if (!old && says_more(comparison->new_reg))
		print_one_sided("the new one has", comparison->new_reg, "the old one has", out);
}

static json_t *json_about_change(const struct about_change *change)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o}", "change", svcreg_change_name(change->kind),
			 "of", about_part_name(change->part), "name", json_text(change->name),
			 "old", json_text(change->was), "new", json_text(change->is));
}

json_t *comparison_about_json(const struct comparison *comparison)
{
	json_t *list;
	int failed = 0;

	if (!comparison->of_about)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < comparison->n_about && failed == 0; i++)
		failed = json_array_append_new(list, json_about_change(&comparison->about[i]));
	return json_list_end(list, failed != 0);
}
