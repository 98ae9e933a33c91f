/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "load.h"

#include <errno.h>
#include <string.h>

#include "resolve.h"

static enum status no_memory(void)
{
	complain("%s", strerror(ENOMEM));
	return STATUS_SYSTEM;
}

/*
 * Reads all policies, also behind one that cannot be read: every mistake is
 * told in one run. The worst status of a file is kept.
 */
static enum status read_policies(const struct options *options, struct loaded *loaded)
{
	struct arena *arena = &loaded->wanted.arena;
	enum status status = STATUS_YES;

	loaded->policies = arena_alloc(arena, options->n_args * sizeof(*loaded->policies));
	if (!loaded->policies)
		return no_memory();
	for (; loaded->n < options->n_args; loaded->n++) {
		int error = policy_read(arena, options->args[loaded->n],
					&loaded->policies[loaded->n], &loaded->diags);

		if (error == -ENOMEM)
			return no_memory();
		if (error < 0 && status != STATUS_SYSTEM)
			status = status_of_file_error(error);
	}
	return status;
}

static bool has_warnings(const struct diags *diags)
{
	return diags->n > diags->errors;
}

enum status load(const struct options *options, struct loaded *loaded)
{
	enum status status;

	loaded->diags.arena = &loaded->wanted.arena;
	status = registry_load(options, &loaded->reg, NULL);
	if (status != STATUS_YES)
		return status;
	status = read_policies(options, loaded);
	if (status != STATUS_YES)
		return status;
	/* Also where a policy has errors: the names in the rest of it may be wrong as well. */
	if (policies_resolve(loaded->reg, loaded->policies, loaded->n, &loaded->diags,
			     &loaded->wanted) < 0 ||
	    loaded->diags.no_memory)
		return no_memory();
	if (diags_failed(&loaded->diags))
		return STATUS_INPUT;
	return options->strict && has_warnings(&loaded->diags) ? STATUS_NO : STATUS_YES;
}

void loaded_free(struct loaded *loaded)
{
	state_free(&loaded->wanted);
	svcreg_close(loaded->reg);
	*loaded = (struct loaded){ 0 };
}

enum status policies_load(const struct options *options, struct state *wanted)
{
	struct loaded loaded = { 0 };
	enum status status = load(options, &loaded);

	diags_print(&loaded.diags, stderr);
	if (status == STATUS_YES) {
		*wanted = loaded.wanted;
		loaded.wanted = (struct state){ 0 };
	}
	loaded_free(&loaded);
	return status;
}
