/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render/answers.h"

#include <errno.h>

#include "base/printable.h"
#include "render/about.h"
#include "render/columns.h"
#include "render/json_text.h"

/* A cell is never empty where a script may count columns. */
static const char *or_dash(const char *text)
{
	return *text != '\0' ? text : "-";
}

static const char *port_text(struct arena *arena, const struct answer_row *row)
{
	if (row->has_record)
		return or_dash(row->rec.port);
	if (row->rec.first == row->rec.last)
		return arena_printf(arena, "%u", row->rec.first);
	return arena_printf(arena, "%u-%u", row->rec.first, row->rec.last);
}

/* A run of ports without a record has a transport all the same. */
static const char *transport_text(const struct answer_row *row)
{
	return row->has_record ? row->rec.transport_name
			       : svcreg_transport_name(row->rec.transport);
}

/* The previous registry that a record is from. */
static const char *origin_text(struct arena *arena, const struct svcreg *former)
{
	struct svcreg_info info;

	if (!former)
		return "";
	svcreg_info(former, &info);
	return arena_printf(arena, "so in the registry of %s", known_date(info.date));
}

/* The description, and behind it what to beware of: the port's use by others, and remarks. */
static const char *description_text(struct arena *arena, const struct svcreg_record *rec,
				    const char *origin)
{
	const char *const parts[] = { rec->description, rec->unauthorized, rec->notes, origin };
	const char *text = "";

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && text; i++) {
		if (*text == '\0')
			text = parts[i];
		else if (*parts[i] != '\0')
			text = arena_printf(arena, "%s - %s", text, parts[i]);
	}
	return text;
}

static int add_row(struct arena *arena, const struct svcreg *reg, const struct answer_row *row,
		   struct columns *table)
{
	static const struct svcreg_record none = { .column = { "", "", "", "", "", "", "", "", "",
							       "", "", "" } };
	const struct svcreg_record *rec = row->has_record ? &row->rec : &none;
	const char *transport = transport_text(row);
	const char *port = port_text(arena, row);
	const char *others = answer_other_names(arena, reg, row);
	const char *origin = origin_text(arena, row->of);
	const char *description = origin ? description_text(arena, rec, origin) : NULL;
	const char *status = "-";
	const char *range = "-";

	if (!port || !others || !description)
		return -ENOMEM;
	if (row->rec.has_port) {
		status = svcreg_status_name(row->status);
		range = svcreg_range_name(svcreg_port_range(row->rec.first));
	}
	columns_add(table, (const char *[]){ or_dash(rec->name), port, or_dash(transport), status,
					     range, or_dash(others), description });
	return 0;
}

int answers_table(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		  size_t n, FILE *out)
{
	static const struct column titles[] = {
		{ "NAME", COLUMN_TEXT },	{ "PORT", COLUMN_NUMBER },
		{ "TRANSPORT", COLUMN_TEXT },	{ "STATUS", COLUMN_TEXT },
		{ "RANGE", COLUMN_TEXT },	{ "ALSO", COLUMN_LONG },
		{ "DESCRIPTION", COLUMN_LONG },
	};
	struct columns *table = columns_new(titles, sizeof(titles) / sizeof(titles[0]));
	int error = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t row = 0; row < answers[i].n && error == 0; row++)
			error = add_row(arena, reg, &answers[i].rows[row], table);
	}
	if (error == 0)
		error = columns_print(table, out);
	columns_free(table);
	return error;
}

static json_t *json_row(const struct answer_row *row)
{
	bool has_port = row->rec.has_port;
	enum svcreg_range range = svcreg_port_range(row->rec.first);
	const char *transport = transport_text(row);

	return json_pack(
		"{s:o, s:o, s:s, s:o, s:o, s:b, s:o, s:o}", "first",
		has_port ? json_integer(row->rec.first) : json_null(), "last",
		has_port ? json_integer(row->rec.last) : json_null(), "transport", transport,
		"status", has_port ? json_string(svcreg_status_name(row->status)) : json_null(),
		"range", has_port ? json_string(svcreg_range_name(range)) : json_null(), "former",
		row->former, "registry", row->of ? json_registry(row->of) : json_null(), "record",
		row->has_record ? json_record(&row->rec) : json_null());
}

json_t *json_answer(const struct answer *answer)
{
	json_t *rows = json_array();
	int failed = 0;

	for (size_t i = 0; i < answer->n; i++)
		failed |= json_array_append_new(rows, json_row(&answer->rows[i]));
	if (failed != 0) {
		json_decref(rows);
		return NULL;
	}
	return json_pack("{s:o, s:b, s:o, s:o}", "query", json_text(answer->query.text), "found",
			 answer->found, "renamed_to",
			 answer->renamed_to ? json_text(answer->renamed_to) : json_null(), "rows",
			 rows);
}

int answers_json(const struct svcreg *reg, const struct answer *answers, size_t n,
		 const bool *contacts, FILE *out)
{
	json_t *list = json_array();
	json_t *document;
	int failed = 0;

	for (size_t i = 0; i < n; i++)
		failed |= json_array_append_new(list, json_answer(&answers[i]));
	if (failed != 0) {
		json_decref(list);
		return -ENOMEM;
	}
	document = json_pack("{s:o, s:o}", "registry", json_registry(reg), "answers", list);
	if (contacts)
		document = json_with_contacts(document, reg, contacts);
	return json_finish(document, out);
}

void answers_csv(const struct answer *answers, size_t n, FILE *out)
{
	svcreg_write_csv(NULL, out);
	for (size_t i = 0; i < n; i++) {
		for (size_t row = 0; row < answers[i].n; row++) {
			if (answers[i].rows[row].has_record && !answers[i].rows[row].of)
				svcreg_write_csv(&answers[i].rows[row].rec, out);
		}
	}
}
