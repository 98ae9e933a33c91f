/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which registry: the option's, the environment's, the stored, or the built-in one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load/load.h"

const char *registry_origin_name(enum registry_origin origin)
{
	switch (origin) {
	case REGISTRY_OPTION:
		return "option";
	case REGISTRY_ENVIRONMENT:
		return "environment";
	case REGISTRY_STORED:
		return "stored";
	case REGISTRY_BUILTIN:
		return "built-in";
	}
	return NULL;
}

static const char *registry_choose(const struct options *options, enum registry_origin *origin)
{
	const char *path = getenv("NFTSVC_REGISTRY");

	if (options->registry) {
		*origin = REGISTRY_OPTION;
		return options->registry;
	}
	if (path && *path != '\0') {
		*origin = REGISTRY_ENVIRONMENT;
		return path;
	}
	*origin = REGISTRY_STORED;
	return NFTSVC_STORED_REGISTRY;
}

static enum status refuse(const char *path, int error, const struct svcreg_error *why)
{
	if (why->line > 0 && why->row > 0)
		complain("%s: line %lu, row %lu: %s", path, why->line, why->row, why->text);
	else if (why->line > 0)
		complain("%s: line %lu: %s", path, why->line, why->text);
	else
		complain("%s: %s", path, why->text[0] ? why->text : strerror(-error));
	return status_of_file_error(error);
}

enum status status_of_file_error(int error)
{
	switch (error) {
	case -EINVAL:
	case -ENOENT:
	case -ENOTDIR:
	case -EISDIR:
	case -ENAMETOOLONG:
	case -ELOOP:
		return STATUS_INPUT;
	}
	return STATUS_SYSTEM;
}

enum status registry_load(const struct options *options, const struct svcreg **reg,
			  enum registry_origin *origin)
{
	struct svcreg_error why = { 0 };
	enum registry_origin chosen;
	const char *path = registry_choose(options, &chosen);
	const struct svcreg *found = NULL;
	struct svcreg_info info;
	int error = svcreg_open(path, &found, &why);

	if (chosen == REGISTRY_STORED && (error == -ENOENT || error == -ENOTDIR)) {
		chosen = REGISTRY_BUILTIN;
		found = svcreg_builtin();
	} else if (error < 0) {
		return refuse(path, error, &why);
	}
	if (options->verbose) {
		svcreg_info(found, &info);
		complain("registry of %s (%s): %s", info.date, registry_origin_name(chosen),
			 info.source);
	}
	*reg = found;
	if (origin)
		*origin = chosen;
	return STATUS_YES;
}
