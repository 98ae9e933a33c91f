/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc show: what the registry says of names and ports. */
#include <errno.h>

#include "registry/previous.h"
#include "registry/query.h"
#include "registry/registry.h"
#include "render/about.h"
#include "render/answers.h"
#include "render/safe_output.h"
#include "verb/query_tell.h"
#include "verb/verbs.h"

static int print_csv(const struct answer *answers, size_t n)
{
	struct safe_output safe;
	FILE *out = safe_output_begin(&safe, stdout);

	if (!out)
		return -ENOMEM;
	answers_csv(answers, n, out);
	return safe_output_end(&safe);
}

/* @contacts: which of them are wanted; NULL: none */
static int print_table(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		       size_t n, const bool *contacts)
{
	int error = answers_table(arena, reg, answers, n, stdout);

	return error == 0 && contacts ? contacts_below(reg, contacts, stdout) : error;
}

static int print(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 const struct options *options)
{
	size_t n = options->n_args;
	bool *contacts = NULL;
	struct svcreg_iter it;

	if (options->contacts && (answers_walk(arena, reg, answers, n, &it) < 0 ||
				  contacts_named(arena, &it, &contacts) < 0))
		return -ENOMEM;
	if (options->format == FORMAT_JSON)
		return answers_json(reg, answers, n, contacts, stdout);
	if (options->format == FORMAT_TABLE)
		return print_table(arena, reg, answers, n, contacts);
	return print_csv(answers, n);
}

/* Report what happened to names that have no port any more. */
static int add_pasts(struct arena *arena, struct previous_registries *previous,
		     struct answer *answers, size_t n)
{
	int error = 0;

	for (size_t i = 0; i < n && error == 0; i++) {
		const char *name = answers[i].query.name;
		const struct svcreg *former = name ? previous_find(previous, name, NULL) : NULL;

		if (former)
			error = answer_add_previous(arena, previous->reg, former, &answers[i]);
	}
	return error;
}

enum status verb_show(const struct options *options)
{
	struct arena arena = { 0 };
	struct answer *answers = NULL;
	struct previous_registries previous = { 0 };
	const struct svcreg *reg;
	enum status status = registry_load(options->registry, options->verbose, &reg, NULL);

	if (status != STATUS_YES)
		return status;
	status = queries_answer(&arena, reg, options, &answers);
	previous.reg = reg;
	if (status == STATUS_YES)
		status = printed(add_pasts(&arena, &previous, answers, options->n_args));
	if (status == STATUS_YES)
		status = printed(print(&arena, reg, answers, options));
	if (status == STATUS_YES && options->contacts)
		tell_no_contacts(reg);
	if (status == STATUS_YES)
		status = answers_tell_missing(reg, &previous, answers, options->n_args);
	arena_free(&arena);
	previous_close(&previous);
	svcreg_close(reg);
	return status;
}
