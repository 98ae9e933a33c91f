/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which registry: the option's, the environment's, the stored, or the built-in one. */
#include <stdlib.h>
#include <syslog.h>

#include "base/known_date.h"
#include "load/load.h"
#include "query/age.h"

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

void tell_overtaken(const struct svcreg *reg)
{
	const char *date = age_newer_builtin(reg);

	if (date)
		say(LOG_WARNING, "the built-in registry, of %s, is newer than the stored one",
		    date);
}

static enum status open_chosen(const struct options *options, const struct svcreg **reg,
			       enum registry_origin *origin)
{
	const char *name = getenv("NFTSVC_REGISTRY");
	enum status status;

	if (options->registry) {
		*origin = REGISTRY_OPTION;
		return registry_open(options->registry, reg);
	}
	if (name && *name != '\0') {
		*origin = REGISTRY_ENVIRONMENT;
		return registry_open(name, reg);
	}
	*origin = REGISTRY_STORED;
	status = registry_open_stored(false, reg);
	if (status != STATUS_NO)
		return status;
	*origin = REGISTRY_BUILTIN;
	*reg = svcreg_builtin();
	return STATUS_YES;
}

enum status registry_load(const struct options *options, const struct svcreg **reg,
			  enum registry_origin *origin)
{
	enum registry_origin chosen;
	struct svcreg_info info;
	enum status status = open_chosen(options, reg, &chosen);

	if (status != STATUS_YES)
		return status;
	if (options->verbose) {
		svcreg_info(*reg, &info);
		complain("registry of %s (%s): %s", known_date(info.date),
			 registry_origin_name(chosen), info.source);
		if (chosen == REGISTRY_STORED)
			tell_overtaken(*reg);
	}
	if (origin)
		*origin = chosen;
	return STATUS_YES;
}
