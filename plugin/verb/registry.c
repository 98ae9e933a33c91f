/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc registry: which registry is used, and what it says of itself. */
#include <errno.h>

#include "registry/age.h"
#include "registry/registry.h"
#include "render/about.h"
#include "render/columns.h"
#include "render/json_text.h"
#include "render/status.h"
#include "verb/query_tell.h"
#include "verb/verbs.h"

static void add_count(struct columns *table, const char *title, size_t n)
{
	char number[32];

	snprintf(number, sizeof(number), "%zu", n);
	columns_add(table, (const char *[]){ title, number });
}

static void add_text(struct columns *table, const char *title, const char *text)
{
	if (text && *text != '\0')
		columns_add(table, (const char *[]){ title, text });
}

/* The origin of a stored image. */
static void add_origin(struct columns *table, const struct origin *origin)
{
	char when[WHEN_SIZE];

	add_text(table, "stored", when_text((uint64_t)origin->when, when));
	add_text(table, "from", origin->from);
	add_text(table, "sha256", origin->sha256);
}

/* List the previous registries that "--registry former:..." accepts. */
static void add_former(struct columns *table, const struct history *history,
		       const struct origin *stored)
{
	char text[IMAGE_ID_SIZE + 32];

	for (size_t i = 0; i < history->n; i++) {
		const struct origin *former = &history->origins[i];

		if (former == stored)
			continue;
		snprintf(text, sizeof(text), "%s%s", former->id,
			 former->withdrawn ? " (rolled back)" : "");
		columns_add(table, (const char *[]){ "former", text });
	}
}

/* The date of the built-in registry if it is newer than the stored one; else NULL. */
static const char *overtaken_by(const struct svcreg *reg, enum registry_origin chosen)
{
	return chosen == REGISTRY_STORED ? age_newer_builtin(reg) : NULL;
}

static void add_overtaken(struct columns *table, const char *date)
{
	char text[64];

	if (!date)
		return;
	snprintf(text, sizeof(text), "the built-in registry of %s", date);
	add_text(table, "newer", text);
}

static int print_facts(const struct svcreg *reg, enum registry_origin chosen,
		       const struct history *history, const struct origin *origin)
{
	static const struct column plain[] = { { NULL, COLUMN_TEXT }, { NULL, COLUMN_LONG } };
	struct columns *table = columns_new(plain, 2);
	struct svcreg_info info;
	int error;

	svcreg_info(reg, &info);
	columns_add(table, (const char *[]){ "source", info.source });
	columns_add(table, (const char *[]){ "chosen by", registry_origin_name(chosen) });
	add_text(table, "date", info.date);
	add_overtaken(table, overtaken_by(reg, chosen));
	add_count(table, "records", info.records);
	add_count(table, "names", info.names);
	add_count(table, "named ports", info.named_ports);
	if (origin)
		add_origin(table, origin);
	add_text(table, "title", info.title);
	add_text(table, "category", info.category);
	add_text(table, "last updated", info.updated);
	add_text(table, "experts", info.expert);
	add_text(table, "reference", info.reference);
	if (origin)
		add_former(table, history, origin);
	error = columns_print(table, stdout);
	columns_free(table);
	return error;
}

/* Notes and contacts alone where they are asked for. */
static int print_parts(const struct svcreg *reg, const struct options *options)
{
	int error = options->note ? notes_text(reg, stdout) : 0;

	if (error == 0 && options->note && options->contacts)
		fputc('\n', stdout);
	if (error == 0 && options->contacts)
		error = contacts_table(reg, NULL, stdout);
	return error;
}

static int print_text(const struct svcreg *reg, enum registry_origin chosen,
		      const struct history *history, const struct origin *origin)
{
	struct svcreg_info info;
	int error;

	svcreg_info(reg, &info);
	error = print_facts(reg, chosen, history, origin);
	if (error < 0 || info.notes == 0)
		return error;
	fputc('\n', stdout);
	return notes_text(reg, stdout);
}

static json_t *text_or_null(const char *text)
{
	return text ? json_text(text) : json_null();
}

static json_t *former_json(const struct history *history, const struct origin *stored)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < history->n && failed == 0; i++) {
		const struct origin *former = &history->origins[i];

		if (former != stored)
			failed = json_array_append_new(list,
						       json_pack("{s:s, s:b}", "image", former->id,
								 "taken_back", former->withdrawn));
	}
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *origin_json(const struct history *history, const struct origin *origin)
{
	char when[WHEN_SIZE];

	if (!origin)
		return json_null();
	return json_pack("{s:s, s:I, s:o, s:o, s:o, s:o, s:o}", "when",
			 when_text((uint64_t)origin->when, when), "timestamp",
			 (json_int_t)origin->when, "from", text_or_null(origin->from), "sha256",
			 text_or_null(origin->sha256), "etag", text_or_null(origin->etag),
			 "last_modified", text_or_null(origin->last_modified), "former",
			 former_json(history, origin));
}

static json_t *json_info(const struct svcreg_info *info, enum registry_origin chosen)
{
	return json_pack("{s:o, s:s, s:o, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o}", "source",
			 json_text(info->source), "chosen_by", registry_origin_name(chosen), "date",
			 json_text(info->date), "records", (json_int_t)info->records, "names",
			 (json_int_t)info->names, "named_ports", (json_int_t)info->named_ports,
			 "title", json_text(info->title), "category", json_text(info->category),
			 "updated", json_text(info->updated), "experts", json_text(info->expert),
			 "reference", json_text(info->reference));
}

static int print_json(const struct svcreg *reg, enum registry_origin chosen,
		      const struct history *history, const struct origin *origin, bool contacts)
{
	struct svcreg_info info;
	json_t *document;
	int failed;

	svcreg_info(reg, &info);
	document = json_info(&info, chosen);
	failed = json_object_set_new(document, "newer_builtin",
				     text_or_null(overtaken_by(reg, chosen)));
	failed |= json_object_set_new(document, "notes", notes_json(reg));
	failed |= json_object_set_new(document, "footnotes", footnotes_json(reg));
	failed |= json_object_set_new(document, "stored", origin_json(history, origin));
	if (failed != 0) {
		json_decref(document);
		return -ENOMEM;
	}
	if (contacts)
		document = json_with_contacts(document, reg, NULL);
	return json_finish(document, stdout);
}

static int print(const struct svcreg *reg, enum registry_origin chosen,
		 const struct options *options)
{
	struct history history = { 0 };
	const struct origin *origin = registry_history(reg, &history);
	int error;

	if (options->format == FORMAT_JSON)
		error = print_json(reg, chosen, &history, origin, options->contacts);
	else if (options->note || options->contacts)
		error = print_parts(reg, options);
	else
		error = print_text(reg, chosen, &history, origin);
	history_free(&history);
	return error;
}

enum status verb_registry(const struct options *options)
{
	const struct svcreg *reg;
	enum registry_origin chosen;
	enum status status = registry_load(options->registry, options->verbose, &reg, &chosen);

	if (status != STATUS_YES)
		return status;
	status = printed(print(reg, chosen, options));
	if (status == STATUS_YES && options->contacts)
		tell_no_contacts(reg);
	if (status == STATUS_YES && options->note)
		tell_no_notes(reg);
	svcreg_close(reg);
	return status;
}
