/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc registry: which registry is used, and what is in it. */
#include "load/load.h"
#include "render/columns.h"
#include "render/json_text.h"
#include "render/status.h"

static void add_count(struct columns *table, const char *title, size_t n)
{
	char number[32];

	snprintf(number, sizeof(number), "%zu", n);
	columns_add(table, (const char *[]){ title, number });
}

static void add_text(struct columns *table, const char *title, const char *text)
{
	if (text)
		columns_add(table, (const char *[]){ title, text });
}

/* Where an image came from that was stored. */
static void add_origin(struct columns *table, const struct origin *origin)
{
	char when[WHEN_SIZE];

	add_text(table, "stored", when_text((uint64_t)origin->when, when));
	add_text(table, "from", origin->from);
	add_text(table, "sha256", origin->sha256);
}

static int print_table(const struct svcreg_info *info, enum registry_origin chosen,
		       const struct origin *origin)
{
	static const struct column plain[] = { { NULL, COLUMN_TEXT }, { NULL, COLUMN_TEXT } };
	struct columns *table = columns_new(plain, 2);
	int error;

	columns_add(table, (const char *[]){ "source", info->source });
	columns_add(table, (const char *[]){ "chosen by", registry_origin_name(chosen) });
	columns_add(table, (const char *[]){ "date", info->date });
	add_count(table, "records", info->records);
	add_count(table, "names", info->names);
	add_count(table, "named ports", info->named_ports);
	if (origin)
		add_origin(table, origin);
	error = columns_print(table, stdout);
	columns_free(table);
	return error;
}

static json_t *text_or_null(const char *text)
{
	return text ? json_text(text) : json_null();
}

static json_t *origin_json(const struct origin *origin)
{
	char when[WHEN_SIZE];

	if (!origin)
		return json_null();
	return json_pack("{s:s, s:I, s:o, s:o, s:o, s:o}", "when",
			 when_text((uint64_t)origin->when, when), "timestamp",
			 (json_int_t)origin->when, "from", text_or_null(origin->from), "sha256",
			 text_or_null(origin->sha256), "etag", text_or_null(origin->etag),
			 "last_modified", text_or_null(origin->last_modified));
}

static int print_json(const struct svcreg_info *info, enum registry_origin chosen,
		      const struct origin *origin)
{
	return json_finish(json_pack("{s:o, s:s, s:o, s:I, s:I, s:I, s:o}", "source",
				     json_text(info->source), "chosen_by",
				     registry_origin_name(chosen), "date", json_text(info->date),
				     "records", (json_int_t)info->records, "names",
				     (json_int_t)info->names, "named_ports",
				     (json_int_t)info->named_ports, "stored", origin_json(origin)),
			   stdout);
}

enum status verb_registry(const struct options *options)
{
	struct history history = { 0 };
	const struct origin *origin;
	const struct svcreg *reg;
	struct svcreg_info info;
	enum registry_origin chosen;
	enum status status = registry_load(options, &reg, &chosen);

	if (status != STATUS_YES)
		return status;
	svcreg_info(reg, &info);
	origin = registry_history(reg, &history);
	status = printed(options->format == FORMAT_JSON ? print_json(&info, chosen, origin)
							: print_table(&info, chosen, origin));
	history_free(&history);
	svcreg_close(reg);
	return status;
}
