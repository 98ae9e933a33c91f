/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc import: a registry file becomes the stored registry. */
#include "registry/registry.h"
#include "update/accept.h"
#include "update/arrival.h"
#include "verb/verbs.h"

/* Reads the file into the registry and where it came from. */
static enum status read_registry(const char *path, struct arrival *arrival)
{
	struct svcreg_error why = { 0 };
	int error = arrival_read(arrival, path);

	if (!error)
		error = arrival_parse(arrival, &why);
	if (error)
		return registry_report_bad(path, error, &why);
	registry_warn_skipped(path, arrival->reg);
	return STATUS_YES;
}

enum status verb_import(const struct options *options)
{
	struct arrival arrival = { 0 };
	struct update update = { .store = STORE_NONE };
	enum status status = read_registry(options->args[0], &arrival);

	if (status == STATUS_YES)
		status = update_begin(&update);
	if (status == STATUS_YES)
		status = accept_registry(options, &update, arrival.reg, &arrival.origin);
	update_end(&update);
	arrival_free(&arrival);
	return status;
}
