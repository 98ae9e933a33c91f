/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc export: the registry, or what queries or a text select of it, in other forms. */
#include <errno.h>
#include <syslog.h>

#include "registry/previous.h"
#include "registry/query.h"
#include "registry/registry.h"
#include "render/registry_export.h"
#include "render/safe_output.h"
#include "verb/query_tell.h"
#include "verb/verbs.h"

static int write_services(struct svcreg_iter *it, FILE *out)
{
	size_t left_out = 0;
	int error = svcreg_export_services(it, out, &left_out);

	if (error == 0 && left_out > 0)
		say(LOG_WARNING,
		    "left out, as services(5) has no ranges of ports, no ports without a "
		    "transport, and no names with a blank or #: %zu",
		    left_out);
	return error;
}

static int write_format(struct svcreg_iter *it, enum format format, FILE *out)
{
	switch (format) {
	case FORMAT_CSV:
		return svcreg_export_csv(it, out);
	case FORMAT_XML:
		return svcreg_export_xml(it, out);
	case FORMAT_HTML:
		return registry_html(it, out);
	case FORMAT_TEXT:
		return registry_text(it, out);
	case FORMAT_JSON:
		return registry_json(it, out);
	case FORMAT_SERVICES:
		return write_services(it, out);
	case FORMAT_TABLE:
	case FORMAT_NFT:
	case FORMAT_DECLARE:
	case FORMAT_PROMETHEUS:
		break;
	}
	return -EINVAL;
}

static enum status write_records(struct svcreg_iter *it, enum format format)
{
	struct safe_output safe;
	FILE *out = safe_output_begin(&safe, stdout);
	int error, late;

	if (!out)
		return printed(-ENOMEM);
	error = write_format(it, format, out);
	late = safe_output_end(&safe);
	return printed(error ? error : late);
}

static enum status export_found(const struct svcreg *reg, const struct options *options)
{
	struct svcreg_record rec;
	struct svcreg_iter it;
	enum status status;
	bool found;

	svcreg_search(reg, options->search, &it);
	found = svcreg_next(&it, &rec);
	svcreg_search(reg, options->search, &it);
	status = write_records(&it, options->format);
	if (status == STATUS_YES && !found) {
		complain("nothing in the registry has \"%s\"", options->search);
		status = STATUS_NO;
	}
	return status;
}

static enum status export_answers(const struct svcreg *reg, const struct options *options)
{
	struct arena arena = { 0 };
	struct answer *answers = NULL;
	struct previous_registries previous = { .reg = reg };
	struct svcreg_iter it;
	enum status status = queries_answer(&arena, reg, options, &answers);

	if (status != STATUS_YES)
		goto out;
	if (answers_walk(&arena, reg, answers, options->n_args, &it) < 0) {
		status = printed(-ENOMEM);
		goto out;
	}
	status = write_records(&it, options->format);
	if (status == STATUS_YES)
		status = answers_tell_missing(reg, &previous, answers, options->n_args);
out:
	previous_close(&previous);
	arena_free(&arena);
	return status;
}

static enum status export_all(const struct svcreg *reg, const struct options *options)
{
	struct svcreg_iter it;

	svcreg_all(reg, &it);
	return write_records(&it, options->format);
}

enum status verb_export(const struct options *options)
{
	const struct svcreg *reg;
	enum status status;

	if (options->search && options->n_args > 0) {
		complain("export takes queries or --search, not both");
		return STATUS_INPUT;
	}
	status = registry_load(options->registry, options->verbose, &reg, NULL);
	if (status != STATUS_YES)
		return status;
	if (options->search)
		status = export_found(reg, options);
	else if (options->n_args > 0)
		status = export_answers(reg, options);
	else
		status = export_all(reg, options);
	svcreg_close(reg);
	return status;
}
