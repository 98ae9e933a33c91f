/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc show: what the registry says of names and ports. */
#include <errno.h>

#include "load/load.h"
#include "query/answer.h"
#include "query/query_tell.h"
#include "render/answers.h"
#include "render/people.h"

static int print_csv(const struct answer *answers, size_t n)
{
	struct people people;
	FILE *out = people_begin(&people, stdout);

	if (!out)
		return -ENOMEM;
	answers_csv(answers, n, out);
	return people_end(&people);
}

static int print(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 size_t n, enum format format)
{
	if (format == FORMAT_JSON)
		return answers_json(reg, answers, n, stdout);
	if (format == FORMAT_TABLE)
		return answers_table(arena, reg, answers, n, stdout);
	return print_csv(answers, n);
}

enum status verb_show(const struct options *options)
{
	struct arena arena = { 0 };
	struct answer *answers = NULL;
	const struct svcreg *reg;
	enum status status = registry_load(options, &reg, NULL);

	if (status != STATUS_YES)
		return status;
	status = queries_answer(&arena, reg, options, &answers);
	if (status == STATUS_YES)
		status = printed(print(&arena, reg, answers, options->n_args, options->format));
	if (status == STATUS_YES)
		status = answers_tell_missing(reg, answers, options->n_args);
	arena_free(&arena);
	svcreg_close(reg);
	return status;
}
