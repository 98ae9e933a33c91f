/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc search: the records that have a text in any column, as the registry's own page finds them. */
#include <errno.h>
#include <string.h>

#include "registry/query.h"
#include "registry/registry.h"
#include "render/about.h"
#include "render/columns.h"
#include "render/json_text.h"
#include "render/safe_output.h"
#include "verb/query_tell.h"
#include "verb/verbs.h"

/* The columns that the table does not show, where a record can have the text all the same. */
static const enum svcreg_column hidden[] = {
	SVCREG_COL_ASSIGNEE,  SVCREG_COL_CONTACT,      SVCREG_COL_REGISTERED,	SVCREG_COL_MODIFIED,
	SVCREG_COL_REFERENCE, SVCREG_COL_SERVICE_CODE, SVCREG_COL_UNAUTHORIZED, SVCREG_COL_NOTES,
};

/* Names those columns: without them a reader wonders why a record was found. */
static void also_in(const struct svcreg_record *rec, const char *text, char *titles, size_t size)
{
	size_t len = 0;

	titles[0] = '\0';
	if (*text == '\0')
		return;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]) && len < size; i++) {
		if (strcasestr(rec->column[hidden[i]], text))
			len += (size_t)snprintf(titles + len, size - len, "%s%s",
						len > 0 ? ", " : "", svcreg_column_name(hidden[i]));
	}
}

static int print_table(struct svcreg_iter *it, const char *text)
{
	static const struct column titles[] = {
		{ "NAME", COLUMN_TEXT },	  { "PORT", COLUMN_NUMBER },
		{ "TRANSPORT", COLUMN_TEXT },	  { "DESCRIPTION", COLUMN_LONG },
		{ "ALSO FOUND IN", COLUMN_LONG },
	};
	struct columns *table = columns_new(titles, 5);
	struct svcreg_record rec;
	char found_in[256];
	int error;

	while (svcreg_next(it, &rec)) {
		also_in(&rec, text, found_in, sizeof(found_in));
		columns_add(table, (const char *[]){ rec.name, rec.port, rec.transport_name,
						     rec.description, found_in });
	}
	error = columns_print(table, stdout);
	columns_free(table);
	return error;
}

/* @contacts, here and below: which of them are wanted; NULL: none */
static int print_json(const struct svcreg *reg, struct svcreg_iter *it, const char *text,
		      const bool *contacts)
{
	json_t *records = json_array();
	json_t *document;
	struct svcreg_record rec;
	int failed = 0;

	while (svcreg_next(it, &rec))
		failed |= json_array_append_new(records, json_record(&rec));
	if (failed != 0) {
		json_decref(records);
		return -ENOMEM;
	}
	document = json_pack("{s:o, s:o, s:o}", "registry", json_registry(reg), "text",
			     json_text(text), "records", records);
	if (contacts)
		document = json_with_contacts(document, reg, contacts);
	return json_finish(document, stdout);
}

static int print_csv(struct svcreg_iter *it)
{
	struct safe_output safe;
	FILE *out = safe_output_begin(&safe, stdout);
	int error, late;

	if (!out)
		return -ENOMEM;
	error = svcreg_export_csv(it, out);
	late = safe_output_end(&safe);
	return error ? error : late;
}

static int print(const struct svcreg *reg, struct svcreg_iter *it, const struct options *options)
{
	const char *text = options->args[0];
	struct arena arena = { 0 };
	bool *contacts = NULL;
	int error = 0;

	if (options->contacts)
		error = contacts_named(&arena, it, &contacts);
	if (error == 0 && options->format == FORMAT_JSON)
		error = print_json(reg, it, text, contacts);
	else if (error == 0 && options->format == FORMAT_CSV)
		error = print_csv(it);
	else if (error == 0)
		error = print_table(it, text);
	if (error == 0 && contacts && options->format == FORMAT_TABLE)
		error = contacts_below(reg, contacts, stdout);
	arena_free(&arena);
	return error;
}

enum status verb_search(const struct options *options)
{
	const char *text = options->args[0];
	const struct svcreg *reg;
	struct svcreg_record rec;
	struct svcreg_iter it;
	enum status status = registry_load(options->registry, options->verbose, &reg, NULL);
	bool found;

	if (status != STATUS_YES)
		return status;
	svcreg_search(reg, text, &it);
	found = svcreg_next(&it, &rec);
	svcreg_search(reg, text, &it);
	status = printed(print(reg, &it, options));
	if (status == STATUS_YES && options->contacts)
		tell_no_contacts(reg);
	if (status == STATUS_YES && !found) {
		complain("nothing in the registry has \"%s\"", text);
		status = STATUS_NO;
	}
	svcreg_close(reg);
	return status;
}
