/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc compare: what changes from one registry to another, and for policies. */
#include "compare/compare.h"

#include <errno.h>

#include "load/load.h"
#include "registry/registry.h"
#include "render/comparison.h"
#include "verb/verbs.h"

/* A policy that is wrong under both registries is to be mended before it is asked about. */
static enum status find_effects(struct comparison *comparison, const struct options *options,
				struct loaded *loaded)
{
	enum status status = STATUS_YES;
	int err;

	err = policies_parse(options, loaded, &status);
	if (!err && status == STATUS_YES)
		err = compare_policies(comparison, loaded->policies, loaded->n, &loaded->diags);
	if (err == -E2BIG) {
		complain("the policies come to more ports than can be compared");
		return STATUS_INPUT;
	}
	if (err)
		return printed(err);
	loaded_tell(loaded);
	return status == STATUS_YES && diags_failed(&loaded->diags) ? STATUS_INPUT : status;
}

static enum status print(struct comparison *comparison, enum format format)
{
	enum status status = printed(format == FORMAT_JSON ? comparison_json(comparison, stdout)
							   : comparison_table(comparison, stdout));
	bool differs = comparison->n_changes > 0 || comparison->n_about > 0 ||
		       comparison->n_effects > 0;

	return status == STATUS_YES && differs ? STATUS_NO : status;
}

enum status verb_compare(const struct options *options)
{
	struct comparison comparison = { 0 };
	struct options behind = *options;
	struct loaded loaded = { .locks = LOCK_HOLDS };
	enum status status;

	behind.args += 2;
	behind.n_args -= 2;
	status = registry_open(options->args[0], &comparison.old_reg);
	if (status == STATUS_YES)
		status = registry_open(options->args[1], &comparison.new_reg);
	if (status == STATUS_YES)
		status = printed(compare_registries(&comparison));
	if (status == STATUS_YES && behind.n_args > 0)
		status = find_effects(&comparison, &behind, &loaded);
	if (status == STATUS_YES)
		status = print(&comparison, options->format);
	svcreg_close(comparison.old_reg);
	svcreg_close(comparison.new_reg);
	comparison_free(&comparison);
	loaded_free(&loaded);
	return status;
}
