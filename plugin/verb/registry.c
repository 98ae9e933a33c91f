/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc registry: which registry is used, and what is in it. */
#include "load/load.h"
#include "render/columns.h"
#include "render/json_text.h"

static void add_count(struct columns *table, const char *title, size_t n)
{
	char number[32];

	snprintf(number, sizeof(number), "%zu", n);
	columns_add(table, (const char *[]){ title, number });
}

static int print_table(const struct svcreg_info *info, enum registry_origin origin)
{
	static const struct column plain[] = { { NULL, COLUMN_TEXT }, { NULL, COLUMN_TEXT } };
	struct columns *table = columns_new(plain, 2);
	int error;

	columns_add(table, (const char *[]){ "source", info->source });
	columns_add(table, (const char *[]){ "chosen by", registry_origin_name(origin) });
	columns_add(table, (const char *[]){ "date", info->date });
	add_count(table, "records", info->records);
	add_count(table, "names", info->names);
	add_count(table, "named ports", info->named_ports);
	error = columns_print(table, stdout);
	columns_free(table);
	return error;
}

static int print_json(const struct svcreg_info *info, enum registry_origin origin)
{
	return json_finish(
		json_pack("{s:o, s:s, s:o, s:I, s:I, s:I}", "source", json_text(info->source),
			  "chosen_by", registry_origin_name(origin), "date", json_text(info->date),
			  "records", (json_int_t)info->records, "names", (json_int_t)info->names,
			  "named_ports", (json_int_t)info->named_ports),
		stdout);
}

enum status verb_registry(const struct options *options)
{
	const struct svcreg *reg;
	struct svcreg_info info;
	enum registry_origin origin;
	enum status status = registry_load(options, &reg, &origin);

	if (status != STATUS_YES)
		return status;
	svcreg_info(reg, &info);
	status = printed(options->format == FORMAT_JSON ? print_json(&info, origin)
							: print_table(&info, origin));
	svcreg_close(reg);
	return status;
}
