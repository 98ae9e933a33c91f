/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/changes.h"

#include <errno.h>

#include "base/printable.h"
#include "render/json_text.h"

/* More names than this are counted: those who want all of them take JSON. */
#define NAMES_MAX 12

static void print_name(const struct svcreg_record *rec, FILE *out)
{
	printable_print(rec->name, out);
	if (rec->has_port) {
		fputc(' ', out);
		printable_print(rec->port, out);
	}
	if (rec->transport != SVCREG_NO_TRANSPORT)
		fprintf(out, "/%s", svcreg_transport_name(rec->transport));
}

static void print_names(const char *title, const struct records *records, FILE *out)
{
	if (records->n == 0)
		return;
	fprintf(out, "%-8s %zu: ", title, records->n);
	for (size_t i = 0; i < records->n && i < NAMES_MAX; i++) {
		fputs(i > 0 ? ", " : "", out);
		print_name(&records->records[i], out);
	}
	if (records->n > NAMES_MAX)
		fprintf(out, ", and %zu more", records->n - NAMES_MAX);
	fputc('\n', out);
}

static void print_text(const struct comparison *comparison, FILE *out)
{
	const struct changes *changes = comparison->changes;
	struct svcreg_info old, new;

	svcreg_info(comparison->old, &old);
	svcreg_info(comparison->new, &new);
	if (comparison->same) {
		fprintf(out, "the registry of %s is stored already\n", new.date);
		return;
	}
	fprintf(out, "stored the registry of %s: %zu records, %zu names\n", new.date, new.records,
		new.names);
	fprintf(out, "before: the registry of %s (", old.date);
	printable_print(old.source, out);
	fprintf(out, "): %zu records, %zu names\n", old.records, old.names);
	print_names("added", &changes->added, out);
	print_names("removed", &changes->removed, out);
	print_names("changed", &changes->changed, out);
}

static json_t *records_json(const struct records *records)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; !failed && i < records->n; i++)
		failed = json_array_append_new(list, json_record(&records->records[i]));
	if (!failed)
		return list;
	json_decref(list);
	return NULL;
}

static int print_json(const struct comparison *comparison, FILE *out)
{
	const struct changes *changes = comparison->changes;

	return json_finish(json_pack("{s:b, s:o, s:o, s:o, s:o, s:o}", "replaced",
				     !comparison->same, "registry", json_registry(comparison->new),
				     "former", json_registry(comparison->old), "added",
				     records_json(&changes->added), "removed",
				     records_json(&changes->removed), "changed",
				     records_json(&changes->changed)),
			   out);
}

int comparison_print(const struct comparison *comparison, enum format format, FILE *out)
{
	if (format == FORMAT_JSON)
		return print_json(comparison, out);
	print_text(comparison, out);
	return 0;
}
