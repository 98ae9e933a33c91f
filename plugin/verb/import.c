/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc import: a registry file becomes the stored registry. */
#include "registry/registry.h"
#include "update/accept.h"
#include "update/incoming.h"
#include "verb/verbs.h"

/* Reads the file into the registry and where it came from. */
static enum status read_registry(const char *path, struct incoming *incoming)
{
	struct svcreg_error why = { 0 };
	int error = incoming_read(incoming, path);

	if (!error)
		error = incoming_parse(incoming, &why);
	if (error)
		return registry_report_bad(path, error, &why);
	registry_warn_skipped(path, incoming->reg);
	return STATUS_YES;
}

enum status verb_import(const struct options *options)
{
	struct incoming incoming = { 0 };
	struct update update = { .store = STORE_NONE };
	enum status status = read_registry(options->args[0], &incoming);

	if (status == STATUS_YES)
		status = update_begin(&update);
	if (status == STATUS_YES)
		status = accept_registry(options, &update, incoming.reg, &incoming.origin);
	update_end(&update);
	incoming_free(&incoming);
	return status;
}
