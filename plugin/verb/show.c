/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftsvc show: what the registry says of names and ports. */
#include <errno.h>

#include "load/load.h"
#include "query/answer.h"
#include "query/query_tell.h"
#include "render/answers.h"

/* All queries are understood before any is answered: a wrong one prints no half of a result. */
static enum status find_answers(struct arena *arena, const struct svcreg *reg,
				const struct options *options, struct answer *answers)
{
	for (size_t i = 0; i < options->n_args; i++) {
		const char *text = options->args[i];
		struct query query;
		enum status status = query_status(query_parse(arena, reg, text, &query), text);

		if (status != STATUS_YES)
			return status;
		if (answer_find(arena, reg, &query, &answers[i]) < 0)
			return printed(-ENOMEM);
	}
	return STATUS_YES;
}

static int print(struct arena *arena, const struct svcreg *reg, const struct answer *answers,
		 size_t n, enum format format)
{
	switch (format) {
	case FORMAT_JSON:
		return answers_json(reg, answers, n, stdout);
	case FORMAT_CSV:
		answers_csv(answers, n, stdout);
		return 0;
	case FORMAT_TABLE:
	case FORMAT_NFT:
	case FORMAT_PROMETHEUS:
		break;
	}
	return answers_table(arena, reg, answers, n, stdout);
}

enum status verb_show(const struct options *options)
{
	struct arena arena = { 0 };
	struct answer *answers;
	const struct svcreg *reg;
	enum status status = registry_load(options, &reg, NULL);

	if (status != STATUS_YES)
		return status;
	answers = arena_alloc(&arena, options->n_args * sizeof(*answers));
	if (!answers) {
		status = printed(-ENOMEM);
		goto out;
	}
	status = find_answers(&arena, reg, options, answers);
	if (status == STATUS_YES)
		status = printed(print(&arena, reg, answers, options->n_args, options->format));
	for (size_t i = 0; i < options->n_args && status <= STATUS_NO; i++) {
		if (!answers[i].found) {
			tell_missing(reg, &answers[i]);
			status = STATUS_NO;
		}
	}
out:
	arena_free(&arena);
	svcreg_close(reg);
	return status;
}
