/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Status for people: a table of services, and one of the sets they are in. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "render/columns.h"
#include "render/duration.h"
#include "render/status.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NUMBER_SIZE 24

const struct applied *overview_applied(const struct overview *overview,
				       const struct tally_set *tally)
{
	return record_find(overview->record, tally->table->family, tally->table->name,
			   tally->set->name);
}

static bool follows(const struct element *range, const struct element *next)
{
	return !range->catchall && !next->catchall && range->key.protocol == next->key.protocol &&
	       range->key.protocol_last == next->key.protocol_last &&
	       (uint32_t)range->key.last + 1 == next->key.first;
}

const char *row_ports(struct arena *arena, const struct tally_row *row)
{
	char key[KEY_TEXT_SIZE];
	size_t size = 0;
	char *text = NULL, *copy = NULL;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < row->elements; i++) {
		struct element range = row->first[i];

		for (; i + 1 < row->elements && follows(&range, &row->first[i + 1]); i++)
			range.key.last = row->first[i + 1].key.last;
		fprintf(out, "%s%s", ftell(out) ? " " : "", key_text(&range, key));
	}
	if (!fclose(out))
		copy = arena_strndup(arena, text, size);
	free(text);
	return copy;
}

const char *when_text(uint64_t when, char text[static WHEN_SIZE])
{
	const time_t seconds = (time_t)when;
	struct tm tm;

	text[0] = '\0';
	/* It comes from a file: a year of more than four digits is none. */
	if (when <= UINT64_C(253402300799) && gmtime_r(&seconds, &tm))
		strftime(text, WHEN_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
	return text;
}

static const char *number(uint64_t value, bool known, char text[static NUMBER_SIZE])
{
	if (!known)
		return "-";
	snprintf(text, NUMBER_SIZE, "%" PRIu64, value);
	return text;
}

static bool has_verdicts(const struct overview *overview)
{
	for (size_t i = 0; i < overview->n_rows; i++)
		if (overview->rows[i].verdict)
			return true;
	return false;
}

static int print_services(const struct overview *overview, FILE *out)
{
	static const struct column titles[] = {
		{ "FAMILY", COLUMN_TEXT },    { "TABLE", COLUMN_TEXT },
		{ "SET", COLUMN_TEXT },	      { "SERVICE", COLUMN_LONG },
		{ "PORTS", COLUMN_LONG },     { "LEFT", COLUMN_NUMBER },
		{ "PACKETS", COLUMN_NUMBER }, { "BYTES", COLUMN_NUMBER },
		{ "VERDICT", COLUMN_TEXT },
	};
	/* Most have no map: then the last column is left out. */
	struct columns *lines = columns_new(titles, COUNT(titles) - !has_verdicts(overview));
	char packets[NUMBER_SIZE], bytes[NUMBER_SIZE], left[DURATION_SIZE];
	struct arena arena = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < overview->n_rows; i++) {
		const struct tally_row *row = &overview->rows[i];
		const char *verdict = row->verdict ? verdict_text(&arena, row->verdict) : "-";
		const char *ports = row_ports(&arena, row);

		err = verdict && ports ? 0 : -ENOMEM;
		columns_add(lines,
			    (const char *[]){ family_name(row->table->family), row->table->name,
					      row->set->name,
					      row->services ? row->services : "(not ours)", ports,
					      row->timed ? duration_text(row->expires, left) : "-",
					      number(row->packets, row->counted, packets),
					      number(row->bytes, row->counted, bytes), verdict });
	}
	if (!err)
		err = columns_print(lines, out);
	columns_free(lines);
	arena_free(&arena);
	return err;
}

static int add_set(struct arena *arena, const struct overview *overview,
		   const struct tally_set *tally, struct columns *lines)
{
	const struct applied *applied = overview_applied(overview, tally);
	const char *policies = applied ? applied_policies(arena, applied, " ") : "-";
	const char *registry = "-";
	char elements[NUMBER_SIZE], foreign[NUMBER_SIZE], when[WHEN_SIZE];

	if (applied)
		registry = arena_printf(arena, "%s %s", applied->registry, applied->registry_date);
	if (!policies || !registry)
		return -ENOMEM;
	columns_add(lines,
		    (const char *[]){ family_name(tally->table->family), tally->table->name,
				      tally->set->name, number(tally->elements, true, elements),
				      number(tally->foreign, true, foreign),
				      applied ? when_text(applied->when, when) : "-", policies,
				      registry });
	return 0;
}

static int print_sets(const struct overview *overview, FILE *out)
{
	static const struct column titles[] = {
		{ "FAMILY", COLUMN_TEXT },     { "TABLE", COLUMN_TEXT },
		{ "SET", COLUMN_TEXT },	       { "ELEMENTS", COLUMN_NUMBER },
		{ "NOT OURS", COLUMN_NUMBER }, { "APPLIED", COLUMN_TEXT },
		{ "POLICIES", COLUMN_LONG },   { "REGISTRY", COLUMN_LONG },
	};
	struct columns *lines = columns_new(titles, COUNT(titles));
	struct arena arena = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < overview->n_sets; i++)
		err = add_set(&arena, overview, &overview->sets[i], lines);
	if (!err)
		err = columns_print(lines, out);
	columns_free(lines);
	arena_free(&arena);
	return err;
}

static void print_waiting(const struct waiting *waiting, FILE *out)
{
	char until[WHEN_SIZE];

	when_text(waiting->until, until);
	if (waiting->overdue)
		fprintf(out, "An apply was to be rolled back at %s, and is not yet.\n", until);
	else
		fprintf(out, "An apply waits until %s for \"nftsvc confirm\".\n", until);
	if (!waiting->guarded)
		fputs("The process that would roll it back is gone: "
		      "confirm it, or roll it back with \"nftsvc rollback\".\n",
		      out);
}

int overview_table(const struct overview *overview, FILE *out)
{
	int err = print_services(overview, out);

	if (!err && overview->n_sets) {
		putc('\n', out);
		err = print_sets(overview, out);
	}
	if (!err && overview->waiting) {
		if (overview->n_sets)
			putc('\n', out);
		print_waiting(overview->waiting, out);
	}
	return err;
}
