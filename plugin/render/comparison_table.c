/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison for people: the changes by their kinds, the policies' lines, and how many there are. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/printable.h"
#include "policy/diag.h"
#include "render/columns.h"
#include "render/comparison.h"
#include "state/protocol.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Long texts are for who looks them up: export writes both. */
static const char *about_change_text(struct arena *arena, const struct about_change *change)
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
			about_change_text(&comparison->arena, change),
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

/* The suffix that says what the lock does about an effect. */
static const char *lock_text(const struct effect *effect)
{
	const bool held = effect->lock == EFFECT_HELD;

	if (effect->lock == EFFECT_UNLOCKED)
		return "";
	switch (effect->kind) {
	case EFFECT_OPENS:
	case EFFECT_MENDS:
		return held ? "; not locked: an error until \"lock --update\""
			    : "; already locked this way";
	case EFFECT_CLOSES:
		return held ? "; kept open by the lock" : "; kept closed by the lock";
	case EFFECT_BREAKS:
		break;
	}
	return held ? "; kept working by the lock" : "; not in the lock";
}

static const char *change_text(struct arena *arena, const struct effect *effect)
{
	const struct verdict *verdict = &effect->element.verdict;
	char key[KEY_TEXT_SIZE];

	if (effect->kind == EFFECT_MENDS)
		return arena_printf(arena, "no longer so: %s", effect->diag->message);
	if (effect->kind == EFFECT_BREAKS)
		return arena_printf(arena, "%s%s%s", effect->diag->message,
				    effect->diag->hint ? "; " : "",
				    effect->diag->hint ? effect->diag->hint : "");
	key_text(&effect->element, key);
	if (verdict->kind == VERDICT_NONE)
		return arena_printf(arena, "%s", key);
	return arena_printf(arena, "%s (%s%s%s)", key, verdict_name(verdict->kind),
			    verdict->chain ? " " : "", verdict->chain ? verdict->chain : "");
}

static const char *effect_text(struct arena *arena, const struct effect *effect)
{
	const char *text = change_text(arena, effect);

	return text ? arena_printf(arena, "%s%s", text, lock_text(effect)) : NULL;
}

static const char *set_text(struct arena *arena, const struct effect *effect)
{
	if (effect->diag)
		return "-";
	return arena_printf(arena, "%s %s %s", family_name(effect->family), effect->table,
			    effect->set);
}

static int comparison_effects(struct comparison *comparison, FILE *out)
{
	static const struct column titles[] = {
		{ "LINE", COLUMN_TEXT }, { "BY WAY OF", COLUMN_TEXT }, { "SET", COLUMN_TEXT },
		{ "DOES", COLUMN_TEXT }, { "WHAT", COLUMN_LONG },
	};
	struct columns *table = columns_new(titles, COUNT(titles));
	struct arena *arena = &comparison->arena;
	int err = 0;

	for (size_t i = 0; i < comparison->n_effects && !err; i++) {
		const struct effect *effect = &comparison->effects[i];
		const char *cells[] = {
			location_text(arena, &effect->at), location_text(arena, &effect->use),
			set_text(arena, effect),	   effect_name(effect->kind),
			effect_text(arena, effect),
		};

		for (size_t cell = 0; cell < COUNT(cells); cell++) {
			if (!cells[cell])
				err = -ENOMEM;
		}
		if (!err)
			columns_add(table, cells);
	}
	if (!err)
		err = columns_print(table, out);
	columns_free(table);
	return err;
}

/* Changes that can break a policy come first. */
static const enum svcreg_change_kind kinds[] = {
	SVCREG_CHANGE_RENAMED, SVCREG_CHANGE_DEASSIGNED, SVCREG_CHANGE_REMOVED,
	SVCREG_CHANGE_LOST,    SVCREG_CHANGE_MOVED,	 SVCREG_CHANGE_GAINED,
	SVCREG_CHANGE_ADDED,   SVCREG_CHANGE_RESERVED,	 SVCREG_CHANGE_FREED,
	SVCREG_CHANGE_CHANGED,
};

static const char *or_dash(const char *text)
{
	return *text != '\0' ? text : "-";
}

static const char *port_range_text(struct arena *arena, bool has_port, uint16_t first,
				   uint16_t last)
{
	if (!has_port)
		return "-";
	if (first == last)
		return arena_printf(arena, "%u", first);
	return arena_printf(arena, "%u-%u", first, last);
}

/* "assignee, modification date" */
static const char *columns_text(struct arena *arena, unsigned int columns)
{
	const char *text = "";

	for (int i = 0; i < SVCREG_COLUMNS && text; i++) {
		char title[64] = "";

		if (!(columns & SVCREG_COLUMN_BIT(i)))
			continue;
		snprintf(title, sizeof(title), "%s", svcreg_column_name((enum svcreg_column)i));
		for (char *c = title; *c != '\0'; c++)
			*c = (char)tolower((unsigned char)*c);
		text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "", title);
	}
	return text;
}

/* Who has the port now, or what the registry says of it: "reserved: De-assigned on ...". */
static const char *other_text(struct arena *arena, const struct change_line *line)
{
	const struct svcreg_record *other = &line->other;

	if (!other->row)
		return "nothing is said of the port";
	if (*other->name != '\0')
		return arena_printf(arena, "%s has the port", other->name);
	if (*other->notes == '\0')
		return arena_printf(arena, "now \"%s\"", other->description);
	return arena_printf(arena, "now \"%s\": %s", other->description, other->notes);
}

/* A name that is registered anew may be another service: who reads a rename must know. */
static const char *renamed_text(struct arena *arena, const struct change_line *line)
{
	const struct svcreg_record *is = &line->is;
	bool anew = *is->registered != '\0' && strcmp(line->was.registered, is->registered) != 0;

	return arena_printf(arena, "now %s%s%s%s%s", is->name, anew ? ", registered on " : "",
			    anew ? is->registered : "", *is->description ? ": " : "",
			    is->description);
}

static const char *gone_text(struct arena *arena, const struct change_line *line)
{
	const char *text;

	if (!line->has_port)
		return line->was.description;
	text = other_text(arena, line);
	return text && line->stays ? arena_printf(arena, "%s; the name stays, without a port", text)
				   : text;
}

static const char *what_text(struct arena *arena, const struct change_line *line)
{
	switch (line->kind) {
	case SVCREG_CHANGE_RENAMED:
		return renamed_text(arena, line);
	case SVCREG_CHANGE_MOVED:
		return arena_printf(
			arena, "now at %s",
			port_range_text(arena, line->is.has_port, line->is.first, line->is.last));
	case SVCREG_CHANGE_ADDED:
	case SVCREG_CHANGE_GAINED:
		return line->is.description;
	case SVCREG_CHANGE_REMOVED:
	case SVCREG_CHANGE_LOST:
	case SVCREG_CHANGE_DEASSIGNED:
		return gone_text(arena, line);
	case SVCREG_CHANGE_RESERVED:
		return "unassigned before";
	case SVCREG_CHANGE_FREED:
		return "reserved before";
	case SVCREG_CHANGE_CHANGED:
		break;
	}
	return columns_text(arena, line->columns);
}

static int add_line(struct arena *arena, const struct change_line *line, struct columns *table)
{
	char transports[TRANSPORTS_SIZE];
	const char *cells[] = {
		svcreg_change_name(line->kind),
		or_dash(line->was.row ? line->was.name : line->is.name),
		port_range_text(arena, line->has_port, line->first, line->last),
		line->other_transport ? line->other_transport
				      : or_dash(transports_text(line->transports, transports)),
		what_text(arena, line),
	};

	for (size_t i = 0; i < COUNT(cells); i++) {
		if (!cells[i])
			return -ENOMEM;
	}
	columns_add(table, cells);
	return 0;
}

int comparison_lines(struct comparison *comparison, FILE *out)
{
	static const struct column titles[] = {
		{ "CHANGE", COLUMN_TEXT },    { "NAME", COLUMN_TEXT }, { "PORT", COLUMN_NUMBER },
		{ "TRANSPORT", COLUMN_TEXT }, { "WHAT", COLUMN_LONG },
	};
	struct columns *table = columns_new(titles, COUNT(titles));
	int err = 0;

	for (size_t k = 0; k < COUNT(kinds); k++) {
		for (size_t i = 0; i < comparison->n_lines && !err; i++) {
			if (comparison->lines[i].kind == kinds[k])
				err = add_line(&comparison->arena, &comparison->lines[i], table);
		}
	}
	if (!err)
		err = columns_print(table, out);
	columns_free(table);
	return err;
}

static void print_registry(const struct svcreg *reg, FILE *out)
{
	struct svcreg_info info;

	svcreg_info(reg, &info);
	printable_print(info.source, out);
	fprintf(out, " (%s)", known_date(info.date));
}

void comparison_counts(const struct comparison *comparison, FILE *out)
{
	const char *separator = "";

	for (size_t k = 0; k < COUNT(kinds); k++) {
		size_t n = 0;

		for (size_t i = 0; i < comparison->n_lines; i++)
			n += comparison->lines[i].kind == kinds[k];
		if (n == 0)
			continue;
		fprintf(out, "%s%zu %s", separator, n, svcreg_change_name(kinds[k]));
		separator = ", ";
	}
	fputs(comparison->n_lines ? "\n" : "no change\n", out);
}

int comparison_table(struct comparison *comparison, FILE *out)
{
	int err = comparison_lines(comparison, out);

	if (err)
		return err;
	if (comparison->n_lines)
		putc('\n', out);
	err = comparison_about_lines(comparison, out);
	if (err)
		return err;
	if (comparison->n_about)
		putc('\n', out);
	print_registry(comparison->old_reg, out);
	fputs(" to ", out);
	print_registry(comparison->new_reg, out);
	fputs(": ", out);
	comparison_counts(comparison, out);
	comparison_about_summary(comparison, out);
	if (!comparison->of_policies)
		return 0;
	putc('\n', out);
	if (!comparison->n_effects)
		fputs("nothing changes for the policies\n", out);
	err = comparison_effects(comparison, out);
	if (!err && comparison_hidden(comparison))
		fprintf(out, "%zu more errors are not shown\n", comparison_hidden(comparison));
	return err;
}
