/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc status: what the kernel has now, and what was counted, by service. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "policy/policy.h"
#include "render/columns.h"
#include "render/json_text.h"
#include "tally.h"
#include "transact.h"

#define NUMBER_SIZE 24

static int print_table(const struct tally_row *rows, size_t n)
{
	static const struct column titles[] = {
		{ "FAMILY", COLUMN_TEXT },  { "TABLE", COLUMN_TEXT }, { "SET", COLUMN_TEXT },
		{ "SERVICE", COLUMN_TEXT }, { "PORTS", COLUMN_LONG }, { "PACKETS", COLUMN_NUMBER },
		{ "BYTES", COLUMN_NUMBER },
	};
	struct columns *table = columns_new(titles, sizeof(titles) / sizeof(titles[0]));
	char packets[NUMBER_SIZE], bytes[NUMBER_SIZE];
	int err;

	for (size_t i = 0; i < n; i++) {
		const struct tally_row *row = &rows[i];

		snprintf(packets, sizeof(packets), "%" PRIu64, row->packets);
		snprintf(bytes, sizeof(bytes), "%" PRIu64, row->bytes);
		columns_add(table, (const char *[]){ family_name(row->table->family),
						     row->table->name, row->set->name,
						     row->services ? row->services : "(not ours)",
						     row->ports, row->counted ? packets : "-",
						     row->counted ? bytes : "-" });
	}
	err = columns_print(table, stdout);
	columns_free(table);
	return err;
}

static json_t *row_json(const struct tally_row *row)
{
	json_t *object;

	object = json_pack("{s:s, s:o, s:o, s:b, s:o, s:s, s:I}", "family",
			   family_name(row->table->family), "table", json_text(row->table->name),
			   "set", json_text(row->set->name), "ours", row->services != NULL,
			   "services", row->services ? json_text(row->services) : json_null(),
			   "ports", row->ports, "elements", (json_int_t)row->elements);
	if (!object || !row->counted)
		return object;
	if (!json_object_set_new(object, "packets", json_integer((json_int_t)row->packets)) &&
	    !json_object_set_new(object, "bytes", json_integer((json_int_t)row->bytes)))
		return object;
	json_decref(object);
	return NULL;
}

static int print_json(const struct tally_row *rows, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(list, row_json(&rows[i]))) {
			json_decref(list);
			return -ENOMEM;
		}
	}
	return json_finish(json_pack("{s:o}", "rows", list), stdout);
}

static enum status tell(struct transaction *transaction, const struct options *options)
{
	const struct state *wanted = options->n_args ? &transaction->wanted : NULL;
	enum status status = transact_read(transaction, wanted, false);
	struct arena arena = { 0 };
	struct tally_row *rows = NULL;
	size_t n = 0;
	int err;

	if (status != STATUS_YES)
		return status;
	err = tally(&arena, &transaction->live, wanted, &rows, &n);
	if (!err)
		err = options->format == FORMAT_JSON ? print_json(rows, n) : print_table(rows, n);
	arena_free(&arena);
	return printed(err);
}

enum status verb_status(const struct options *options)
{
	struct transaction transaction = { 0 };

	return transact(options, &transaction, tell);
}
